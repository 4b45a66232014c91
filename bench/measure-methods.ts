/** What methods cost a step: DeRa's two rows against CLP's one, and how a step grows with rows and with the bank's rank. */
import { median } from '../src/math/statistics.ts';
import { type Arena, type Contestant, compete, enter, ours } from './contestants.ts';
import type { Details } from './measure-decode.ts';
import type { Options } from './options.ts';
import type { GenerateTimes } from './site/contract.ts';
import type { MethodTimes } from './site/ours.ts';
import type { Subject } from './subject.ts';
import type { Figures, Series } from './targets.ts';

const TOKENS = 32;
const ROWS = [1, 2, 4, 8, 16, 32];
/** Of rank 8 each: ranks 8 to 128. */
const SLOTS = [1, 2, 4, 8, 16];
/** The bank of the rows and of DeRa, of rank 32. */
const BANK_SLOTS = 4;

const stepsOf = (rounds: readonly GenerateTimes[] | undefined) => (rounds ?? []).map((times) => times.stepMs ?? Number.NaN);

async function measureDera({ running }: Contestant, runs: number, figures: Figures, details: Details): Promise<void> {
  const rounds: MethodTimes[] = [];
  for (let round = 0; round < runs; round++) rounds.push(await running.call<MethodTimes>('methods', { tokens: TOKENS }));
  // Steps of one text are its tokens; the ratio is taken within a round, as neighbours in time share the machine's mood.
  figures.dera_vs_clp_tokens_per_s = median(rounds.map(({ clpMs, deraMs }) => clpMs / deraMs));
  details.dera = { clpMs: median(rounds.map(({ clpMs }) => clpMs)), deraMs: median(rounds.map(({ deraMs }) => deraMs)) };
}

async function measureRows(arena: Arena, contestant: Contestant, subject: Subject, runs: number): Promise<Series> {
  const steps = new Map<number, number[]>(ROWS.map((rows) => [rows, []]));
  for (let round = 0; round < runs; round++) {
    for (const rows of ROWS) {
      const request = { ...subject.prompt, rows, together: true, tokens: TOKENS };
      const results = await compete(arena, [contestant], request, 1);
      steps.get(rows)?.push(...stepsOf(results.get(contestant.name)));
    }
  }
  return Object.fromEntries([...steps].map(([rows, times]) => [rows, median(times)]));
}

/** Each bank takes turns with the model that has none, so that no more than two are in memory: its ratio to that, in the model's own time. */
async function measureRanks(arena: Arena, subject: Subject, { runs, threads }: Options): Promise<Series> {
  const none = await enter(arena, ours(subject, threads, 0));
  if (!none) return {};
  const request = { ...subject.prompt, rows: 1, together: true, tokens: TOKENS };
  const plain: number[] = [];
  const ratios = new Map<number, number>();
  for (const slots of SLOTS) {
    const banked = await enter(arena, ours(subject, threads, slots));
    if (!banked) continue;
    const results = await compete(arena, [none, banked], request, runs);
    const without = stepsOf(results.get(none.name));
    plain.push(...without);
    ratios.set(8 * slots, median(stepsOf(results.get(banked.name)).map((ms, round) => ms / (without[round] ?? Number.NaN))));
    await banked.running.close();
  }
  await none.running.close();
  const base = median(plain);
  return { 0: base, ...Object.fromEntries([...ratios].map(([rank, ratio]) => [rank, base * ratio])) };
}

export async function measureMethods(arena: Arena, subject: Subject, options: Options, figures: Figures, details: Details): Promise<void> {
  const { parts, runs, threads } = options;
  if (parts.has('dera') || parts.has('rows')) {
    const banked = await enter(arena, ours(subject, threads, BANK_SLOTS));
    if (banked && parts.has('dera')) await measureDera(banked, runs, figures, details);
    if (banked && parts.has('rows')) figures.rows_scaling = await measureRows(arena, banked, subject, runs);
    await banked?.running.close();
  }
  if (parts.has('rank')) figures.rank_scaling = await measureRanks(arena, subject, options);
}
