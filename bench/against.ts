/** Two checkouts in one run: each measures itself, in turns, so that what the machine does meanwhile meets both. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A figure of a bench's JSON line. */
type Line = Readonly<Record<string, unknown>>;

export interface Comparison {
  readonly key: string;
  /** Of the rounds, smallest and largest. */
  readonly old: readonly [number, number];
  readonly now: readonly [number, number];
  /** Middle of the new range over the middle of the old. */
  readonly ratio: number;
  /** No round of one is inside the range of the other's: more than these rounds' noise. */
  readonly apart: boolean;
}

/** Figures that every round of both has, in the order of the new lines. */
export function compareLines(old: readonly Line[], now: readonly Line[]): Comparison[] {
  const numbers = (lines: readonly Line[], key: string) => lines.map((line) => line[key]).filter((value) => typeof value === 'number');
  return Object.keys(now[0] ?? {}).flatMap((key) => {
    const [before, after] = [numbers(old, key), numbers(now, key)];
    if (old.length === 0 || before.length < old.length || after.length < now.length) return [];
    const range = (values: readonly number[]) => [Math.min(...values), Math.max(...values)] as const;
    const [a, b] = [range(before), range(after)];
    return [{ key, old: a, now: b, ratio: (b[0] + b[1]) / (a[0] + a[1]), apart: a[1] < b[0] || b[1] < a[0] }];
  });
}

export function comparisonTable(comparisons: readonly Comparison[]): string {
  const shown = (range: readonly [number, number]) => range.map((value) => value.toPrecision(4)).join(' to ');
  return comparisons
    .map(({ key, old, now, ratio, apart }) =>
      [key.padEnd(32), shown(old).padStart(22), shown(now).padStart(22), ratio.toFixed(3).padStart(7), apart ? 'apart' : '']
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/**
 * Runs the bench of `folder` (its packages installed) and ours in turns and prints both.
 * @param args For both benches; the old one must know them.
 * @throws Error when a bench fails or does not end in a JSON line.
 */
export function runAgainst(folder: string, rounds: number, args: readonly string[]): void {
  const checkouts = { old: resolve(folder), now: resolve('.') };
  if (!existsSync(join(checkouts.old, 'bench/bench.ts'))) throw new Error(`--against: ${folder} has no bench/bench.ts`);
  const lines: Record<keyof typeof checkouts, Line[]> = { old: [], now: [] };
  for (let round = 1; round <= rounds; round++) {
    // The first of a round meets a machine at rest: each is first in turn.
    const order = round % 2 === 1 ? (['old', 'now'] as const) : (['now', 'old'] as const);
    for (const which of order) {
      console.log(`\nround ${round} of ${rounds}: ${checkouts[which]}`);
      const { status, stdout } = spawnSync('npx', ['tsx', 'bench/bench.ts', ...args], {
        cwd: checkouts[which],
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
        maxBuffer: 2 ** 28,
      });
      const last = stdout.trimEnd().split('\n').at(-1) ?? '';
      if (status !== 0 || !last.startsWith('{')) throw new Error(`the bench of ${checkouts[which]} failed:\n${stdout.slice(-2000)}`);
      lines[which].push(JSON.parse(last));
    }
  }
  const heads = ['figure'.padEnd(32), 'old'.padStart(22), 'new'.padStart(22), 'ratio'.padStart(7)].join('  ');
  console.log(`\n${heads}\n${comparisonTable(compareLines(lines.old, lines.now))}`);
}
