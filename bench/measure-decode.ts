/** One row and a front of eleven, ours against the peers, with the memory bandwidth taken between the rounds. */

import { median } from '../src/math/statistics.ts';
import { run } from './browser.ts';
import { type Arena, type Contestant, compete, decodeRate, enter, ours, peers, wholeRate } from './contestants.ts';
import type { Options } from './options.ts';
import type { GenerateRequest, GenerateTimes } from './site/contract.ts';
import { PEER_DEFAULT, type Subject } from './subject.ts';
import type { Figures } from './targets.ts';

/** Texts of a front's edge. */
const FRONT = 11;
const ROW_TOKENS = 64;
const FRONT_TOKENS = 32;
/** Of rank 8 each. */
const BANK_SLOTS = 4;
/** About the weights of a step. */
const BANDWIDTH_BYTES = 540e6;
/** A dtype this much slower than the peer's best on a first try is no candidate for the best. */
const HOPELESS = 2;

export type Details = Record<string, unknown>;

/** The peer's dtype with the highest rate. */
function bestPeer(rates: ReadonlyMap<string, number>): [name: string, rate: number] | undefined {
  return [...rates].filter(([name]) => name.startsWith('transformers.js')).sort((a, b) => b[1] - a[1])[0];
}

function ratesOf(results: ReadonlyMap<string, GenerateTimes[]>, rate: (rounds: readonly GenerateTimes[]) => number): Map<string, number> {
  return new Map([...results].filter(([, rounds]) => rounds.length > 0).map(([name, rounds]) => [name, rate(rounds)]));
}

const over = (a: number | undefined, b: number | undefined): number | null => (a === undefined || b === undefined ? null : a / b);

/** One short text of each; drops the peer's dtypes that are far behind its best. */
async function hopeful(
  arena: Arena,
  contestants: readonly Contestant[],
  prompt: Subject['prompt'],
  details: Details,
): Promise<Contestant[]> {
  const rates = ratesOf(await compete(arena, contestants, { ...prompt, rows: 1, together: true, tokens: 8 }, 1), decodeRate);
  details.firstTry = Object.fromEntries(rates);
  const best = bestPeer(rates)?.[1] ?? 0;
  const kept: Contestant[] = [];
  for (const contestant of contestants) {
    const rate = rates.get(contestant.name);
    const isDefault = contestant.name.endsWith(` ${PEER_DEFAULT}`);
    const behind = contestant.name.startsWith('transformers.js') && !isDefault && (rate ?? 0) * HOPELESS < best;
    if (rate === undefined || behind) {
      console.log(`  ${contestant.name}: left out after a first try (${rate?.toFixed(1) ?? 'no'} tokens/s)`);
      await contestant.running.close();
    } else kept.push(contestant);
  }
  return kept;
}

async function measureBandwidth(arena: Arena, { threads, runs }: Options): Promise<number> {
  const running = await run(arena.context, arena.origin, 'bandwidth');
  const speeds = await running.call<number[]>('measure', { bytes: BANDWIDTH_BYTES, threads, passes: 2 * runs });
  await running.close();
  return median(speeds);
}

interface Round {
  readonly arena: Arena;
  readonly subject: Subject;
  readonly options: Options;
  readonly contestants: readonly Contestant[];
  /** Names of ours. */
  readonly plain: string;
  readonly banked: string;
  /** The same in float32. */
  readonly plainExact: string;
  readonly bankedExact: string;
  readonly figures: Figures;
  readonly details: Details;
}

async function measureRow(round: Round): Promise<void> {
  const { arena, subject, options, contestants, plain, plainExact, banked, bankedExact, figures, details } = round;
  const request: GenerateRequest = { ...subject.prompt, rows: 1, together: true, tokens: ROW_TOKENS };
  const before = await measureBandwidth(arena, options);
  const present = contestants.filter(({ name }) => name !== banked && name !== bankedExact);
  const results = await compete(arena, present, request, options.runs);
  const after = await measureBandwidth(arena, options);
  const rates = ratesOf(results, decodeRate);
  const firsts = ratesOf(results, (rounds) => median(rounds.map(({ firstMs }) => firstMs)));
  const [peer, peerRate] = bestPeer(rates) ?? [];
  figures.tokens_per_s_row1 = rates.get(plain) ?? null;
  figures.row1_vs_wllama = over(rates.get(plain), rates.get('wllama'));
  figures.row1_vs_transformersjs = over(rates.get(plain), peerRate);
  figures.row1_vs_own_f32 = over(rates.get(plain), rates.get(plainExact));
  figures.ttft_vs_wllama = over(firsts.get(plain), firsts.get('wllama'));

  const ours = contestants.find(({ name }) => name === plain);
  const shape = await ours?.running.call<{ weightBytes: number }>('shape');
  const stepMs = median((results.get(plain) ?? []).map((times) => times.stepMs ?? Number.NaN));
  const exactMs = median((results.get(plainExact) ?? []).map((times) => times.stepMs ?? Number.NaN));
  const exact = await contestants.find(({ name }) => name === plainExact)?.running.call<{ weightBytes: number }>('shape');
  const roofline = (bytes: number, ms: number) => bytes / ((ms / 1000) * Math.max(before, after));
  if (shape) figures.roofline_int8 = roofline(shape.weightBytes, stepMs);
  if (exact) figures.roofline_row1 = roofline(exact.weightBytes, exactMs);
  details.row1 = {
    tokens: ROW_TOKENS,
    tokensPerSecond: Object.fromEntries(rates),
    firstTokenMs: Object.fromEntries(firsts),
    transformersjsBest: peer,
    transformersjsDefault: PEER_DEFAULT,
    stepMs,
    weightBytes: shape?.weightBytes,
    bandwidthGbPerSecond: [before / 1e9, after / 1e9],
    texts: Object.fromEntries([...results].map(([name, [times]]) => [name, times?.ids ?? times?.text])),
  };
}

/** Weightings need a bank, so ours has one here. The peers have none: each weighting would be a model of its own, run one after the other.
 * `together: false` is for them: ours runs its one batch. */
async function measureFront(round: Round): Promise<void> {
  const { arena, subject, options, contestants, plain, plainExact, banked, bankedExact, figures, details } = round;
  const request: GenerateRequest = { ...subject.prompt, rows: FRONT, together: true, tokens: FRONT_TOKENS };
  const present = contestants.filter(({ name }) => name !== plain && name !== plainExact);
  const apart = await compete(arena, present, { ...request, together: false }, options.runs);
  // Batches of one and the same model: no front, but the most that the peer could do if it had a bank.
  const batched = await compete(
    arena,
    present.filter(({ name }) => name !== 'wllama'),
    request,
    options.runs,
  );
  const whole = {
    apart: ratesOf(apart, (rounds) => wholeRate(rounds, request)),
    batched: ratesOf(batched, (rounds) => wholeRate(rounds, request)),
  };
  const decode = { apart: ratesOf(apart, decodeRate), batched: ratesOf(batched, decodeRate) };
  figures.tokens_per_s_front11 = decode.batched.get(banked) ?? null;
  figures.front11_vs_wllama = over(decode.apart.get(banked), decode.apart.get('wllama'));
  figures.front11_vs_own_f32 = over(decode.batched.get(banked), decode.batched.get(bankedExact));
  figures.front11_vs_transformersjs = over(decode.apart.get(banked), bestPeer(decode.apart)?.[1]);
  figures.front11_vs_transformersjs_batch = over(decode.batched.get(banked), bestPeer(decode.batched)?.[1]);
  figures.front11_whole_vs_wllama = over(whole.apart.get(banked), whole.apart.get('wllama'));
  figures.front11_whole_vs_transformersjs = over(whole.apart.get(banked), bestPeer(whole.apart)?.[1]);
  const plainRates = (rates: typeof whole) => ({ apart: Object.fromEntries(rates.apart), batched: Object.fromEntries(rates.batched) });
  details.front11 = {
    rows: FRONT,
    tokens: FRONT_TOKENS,
    tokensPerSecondWhole: plainRates(whole),
    tokensPerSecondDecode: plainRates(decode),
  };
}

export async function measureDecode(arena: Arena, subject: Subject, options: Options, figures: Figures, details: Details): Promise<void> {
  const { parts, threads } = options;
  const plain = ours(subject, threads, 0);
  const banked = ours(subject, threads, BANK_SLOTS);
  const plainExact = ours(subject, threads, 0, true);
  const bankedExact = ours(subject, threads, BANK_SLOTS, true);
  const entries = [
    ...(parts.has('row1') ? [plain, plainExact] : []),
    ...(parts.has('front11') ? [banked, bankedExact] : []),
    ...peers(subject, arena.origin, threads),
  ];
  const entered: Contestant[] = [];
  for (const entry of entries) {
    const contestant = await enter(arena, entry);
    if (contestant) entered.push(contestant);
  }
  details.loads = Object.fromEntries(entered.map(({ name, loadMs, note }) => [name, { seconds: loadMs / 1000, note }]));
  const contestants = await hopeful(arena, entered, subject.prompt, details);
  const names = { plain: plain.name, banked: banked.name, plainExact: plainExact.name, bankedExact: bankedExact.name };
  const round: Round = { arena, subject, options, contestants, ...names, figures, details };
  if (parts.has('row1')) await measureRow(round);
  if (parts.has('front11')) await measureFront(round);
  for (const { running } of contestants) await running.close();
}
