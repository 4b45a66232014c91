/** What the bank costs a step, what another pack's costs, and what a slider move costs that changes no token. */
import { median } from '../src/math/statistics.ts';
import { type Arena, type Contestant, compete, enter, ours } from './contestants.ts';
import type { Details } from './measure-decode.ts';
import type { Options } from './options.ts';
import type { GenerateTimes } from './site/contract.ts';
import type { RedecodeTimes } from './site/ours.ts';
import type { Subject } from './subject.ts';
import type { Figures } from './targets.ts';

const TOKENS = 32;
const TEXT_TOKENS = 64;
const FRONT = 11;
/** Two of six slots each. */
const PACKS = ['/models/twins/', '/models/fork/'];
/** The differences are a few per cent: more rounds than the peers need. */
const EXTRA_ROUNDS = 2;

export async function measureBank(arena: Arena, subject: Subject, options: Options, figures: Figures, details: Details): Promise<void> {
  const { parts, runs, threads } = options;
  const entries = [0, 4, 10].map((slots) => ours(subject, threads, slots));
  const contestants: Contestant[] = [];
  for (const entry of parts.has('bank') ? entries : entries.slice(1, 2)) {
    const contestant = await enter(arena, entry);
    if (contestant) contestants.push(contestant);
  }

  if (parts.has('bank')) {
    const results = await compete(arena, contestants, { ...subject.prompt, rows: 1, together: true, tokens: TOKENS }, runs * EXTRA_ROUNDS);
    // Of a round's steps the median, of the rounds the ratio to the same round without a bank: neighbours in time share the machine's mood.
    const steps = (rounds: readonly GenerateTimes[] | undefined) => (rounds ?? []).map((times) => times.stepMs ?? Number.NaN);
    const [none, bank32, bank80] = entries.map(({ name }) => steps(results.get(name))) as [number[], number[], number[]];
    const overhead = (bank: readonly number[], over = none) => median(bank.map((ms, round) => ms / (over[round] ?? Number.NaN))) - 1;
    figures.bank32_overhead = overhead(bank32);
    figures.bank80_overhead = overhead(bank80);
    const front = await compete(arena, contestants.slice(0, 2), { ...subject.prompt, rows: FRONT, together: true, tokens: TOKENS }, runs);
    const [frontNone, front32] = entries.map(({ name }) => steps(front.get(name))) as [number[], number[]];
    figures.bank_input_overhead = { 1: overhead(bank32), [FRONT]: overhead(front32, frontNone) };
    details.bank = {
      hooks: 'qkv and o of every layer',
      stepMs: { none: median(none), bank32: median(bank32), bank80: median(bank80) },
      frontStepMs: { none: median(frontNone), bank32: median(front32) },
    };
    const engine = contestants.find(({ name }) => name === entries[1]?.name);
    if (engine)
      figures.pack_switch_ms = median(await engine.running.call<number[]>('switchPacks', { packs: PACKS, runs: runs * EXTRA_ROUNDS }));
  }

  if (parts.has('redecode')) {
    const { name = '' } = entries[1] ?? {};
    const engine = contestants.find((contestant) => contestant.name === name);
    if (engine) {
      const rounds: RedecodeTimes[] = [];
      for (let round = 0; round < runs * EXTRA_ROUNDS; round++) {
        rounds.push(await engine.running.call<RedecodeTimes>('redecode', { tokens: TEXT_TOKENS }));
      }
      const prefillMs = median(rounds.map((times) => times.prefillMs));
      const redecodeMs = median(rounds.map((times) => times.redecodeMs));
      figures.redecode_same_vs_prefill = median(rounds.map((times) => times.redecodeMs / times.prefillMs));
      details.redecode = { textTokens: TEXT_TOKENS, prefillMs, redecodeMs };
    }
  }
  for (const { running } of contestants) await running.close();
}
