/**
 * `npm run fuzz -- [--inputs 1000] [--seed 1] [--kind gguf]`: wrong inputs of every kind for the project's own readers, each kind in a child
 * process with bounded memory, which is ended when one input takes too long. What is neither refused by name nor accepted and sensible is printed.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { targets } from './fuzz/targets.ts';

const LIMIT_MS = 8_000;
const MEMORY_MB = 512;

const { values } = parseArgs({ options: { inputs: { type: 'string' }, seed: { type: 'string' }, kind: { type: 'string' } } });
const inputs = Number(values.inputs ?? 1000);
const seed = Number(values.seed ?? 1);
const child = fileURLToPath(new URL('fuzz/child.ts', import.meta.url));

interface Line {
  readonly begun?: number;
  readonly index?: number;
  readonly outcome?: string;
  readonly what?: string;
  readonly reason?: string;
}

/** Inputs from..to - 1 in one child. @returns the number that it died over and how; undefined when it came to its end. */
function runChild(kind: string, from: number, onLine: (line: Line) => void): Promise<{ index: number; how: string } | undefined> {
  return new Promise((resolve) => {
    const nodeOptions = `--max-old-space-size=${MEMORY_MB} --import tsx`;
    const running = spawn(process.execPath, [...nodeOptions.split(' '), child, kind, String(seed), String(from), String(inputs)], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let begun = from;
    let done = false;
    let late = false;
    let timer = setTimeout(() => {}, 0);
    createInterface(running.stdout).on('line', (text) => {
      const line: Line = JSON.parse(text);
      clearTimeout(timer);
      if (line.begun === undefined) {
        done = line.index === inputs - 1;
        onLine(line);
        return;
      }
      begun = line.begun;
      timer = setTimeout(() => {
        late = true;
        running.kill('SIGKILL');
      }, LIMIT_MS);
    });
    running.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve(done ? undefined : { index: begun, how: late ? `no end within ${LIMIT_MS} ms` : `the process ended (${signal ?? code})` });
    });
  });
}

/** Digits aside, reasons of one kind are one. */
function groupOf(reason: string): string {
  return reason.replace(/[-\d.e+]+/g, '#').slice(0, 120);
}

async function fuzz(kind: string): Promise<number> {
  const counts = new Map<string, number>();
  const wrong = new Map<string, { count: number; first: string }>();
  const note = (index: number, reason: string, what: string) => {
    const group = wrong.get(groupOf(reason));
    wrong.set(groupOf(reason), { count: (group?.count ?? 0) + 1, first: group?.first ?? `#${index} ${reason} (${what})` });
  };
  for (let from = 0; from < inputs; ) {
    const died = await runChild(kind, from, ({ index = 0, outcome = '', reason = '', what = '' }) => {
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      if (outcome === 'wrong') note(index, reason, what);
    });
    if (!died) break;
    note(died.index, died.how, 'see its number');
    from = died.index + 1;
  }
  const total = [...wrong.values()].reduce((sum, { count }) => sum + count, 0);
  console.log(`${kind}: ${counts.get('refused') ?? 0} refused, ${counts.get('accepted') ?? 0} accepted, ${total} wrong`);
  for (const { count, first } of wrong.values()) console.log(`  ${count} like ${first}`);
  return total;
}

let total = 0;
for (const { kind } of targets) if (values.kind === undefined || values.kind === kind) total += await fuzz(kind);
process.exit(total === 0 ? 0 : 1);
