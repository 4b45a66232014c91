/** A whole front at once over its weightings one after the other, and what the largest sweep of one prompt takes. */
import { median } from '../src/math/statistics.ts';
import { launch, peakRendererMemory } from './browser.ts';
import { type Arena, enter, ours } from './contestants.ts';
import type { Details } from './measure-decode.ts';
import type { Options } from './options.ts';
import type { SweepTimes } from './site/ours.ts';
import type { Subject } from './subject.ts';
import type { Figures } from './targets.ts';

/** Longest answer of the published packs. */
const TOKENS = 64;
/** Weightings of a published front of three rewards. */
const FRONT = 16;
/** All tenths of the simplex of three rewards. */
const ALL = 66;
/** Of rank 8 each: a shared slot and one a reward, as CLP has. */
const BANK_SLOTS = 4;

export async function measureSweep(arena: Arena, subject: Subject, options: Options, figures: Figures, details: Details): Promise<void> {
  const { runs, threads } = options;
  const rounds: { readonly together: SweepTimes; readonly oneByOne: SweepTimes }[] = [];
  const engine = await enter(arena, ours(subject, threads, BANK_SLOTS));
  if (!engine) return;
  const sweep = (points: number, oneByOne: boolean) => engine.running.call<SweepTimes>('sweep', { points, tokens: TOKENS, oneByOne });
  await sweep(2, false);
  for (let round = 0; round < runs; round++) rounds.push({ together: await sweep(FRONT, false), oneByOne: await sweep(FRONT, true) });
  await engine.running.close();
  // Within a round, as neighbours in time share the machine's mood.
  figures.sweep_vs_sequential = median(rounds.map(({ together, oneByOne }) => oneByOne.ms / together.ms));
  const large = await measureLarge(arena.origin, subject, threads);
  figures.sweep_rows_per_s = (1000 * ALL) / large.times.ms;
  figures.sweep_peak_memory_mb = large.peak ?? null;
  details.sweep = {
    tokens: TOKENS,
    front: {
      rows: FRONT,
      together: median(rounds.map(({ together }) => together.ms)),
      oneByOne: median(rounds.map(({ oneByOne }) => oneByOne.ms)),
    },
    all: { rows: ALL, batches: large.times.batches, ms: large.times.ms },
  };
}

/** In a browser of its own, whose memory has seen nothing else. */
async function measureLarge(origin: string, subject: Subject, threads: number) {
  const browser = await launch();
  try {
    const arena: Arena = { context: await browser.newContext(), origin, failures: new Map() };
    const engine = await enter(arena, ours(subject, threads, BANK_SLOTS));
    if (!engine) throw new Error([...arena.failures.values()].join(' '));
    const times = await engine.running.call<SweepTimes>('sweep', { points: ALL, tokens: TOKENS, oneByOne: false });
    return { times, peak: await peakRendererMemory(browser) };
  } finally {
    await browser.close();
  }
}
