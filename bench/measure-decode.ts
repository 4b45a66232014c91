/** One row and a front of eleven, ours against the peers, with the memory bandwidth taken between the rounds. */

import { run } from './browser.ts';
import { type Arena, type Contestant, compete, decodeRate, enter, median, ours, peers, wholeRate } from './contestants.ts';
import type { Options } from './options.ts';
import type { GenerateRequest, GenerateTimes } from './site/contract.ts';
import { PEER_DEFAULT, type Subject } from './subject.ts';
import type { Figures } from './targets.ts';

/** Texts of a front's edge. */
const FRONT = 11;
const ROW_TOKENS = 64;
const FRONT_TOKENS = 32;
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
  const rates = ratesOf(await compete(arena, contestants, { ...prompt, rows: 1, tokens: 8 }, 1), decodeRate);
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

async function measureBandwidth(arena: Arena, bytes: number, { threads, runs }: Options): Promise<number> {
  const running = await run(arena.context, arena.origin, 'bandwidth');
  const speeds = await running.call<number[]>('measure', { bytes, threads, passes: 2 * runs });
  await running.close();
  return median(speeds);
}

export async function measureDecode(arena: Arena, subject: Subject, options: Options, figures: Figures, details: Details): Promise<void> {
  const { parts, runs, threads } = options;
  const plain = ours(subject, threads, 0);
  const banked = ours(subject, threads, 4);
  const entered: Contestant[] = [];
  for (const entry of [plain, banked, ...peers(subject, arena.origin, threads)]) {
    const contestant = await enter(arena, entry);
    if (contestant) entered.push(contestant);
  }
  details.loads = Object.fromEntries(entered.map(({ name, loadMs, note }) => [name, { seconds: loadMs / 1000, note }]));
  const contestants = await hopeful(arena, entered, subject.prompt, details);

  if (parts.has('row1')) {
    const request: GenerateRequest = { ...subject.prompt, rows: 1, tokens: ROW_TOKENS };
    const before = await measureBandwidth(arena, 540e6, options);
    const results = await compete(arena, contestants, request, runs);
    const after = await measureBandwidth(arena, 540e6, options);
    const rates = ratesOf(results, decodeRate);
    const firsts = ratesOf(results, (rounds) => median(rounds.map(({ firstMs }) => firstMs)));
    const [peer, peerRate] = bestPeer(rates) ?? [];
    figures.tokens_per_s_row1 = rates.get(plain.name) ?? null;
    figures.row1_vs_wllama = over(rates.get(plain.name), rates.get('wllama'));
    figures.row1_vs_transformersjs = over(rates.get(plain.name), peerRate);
    figures.ttft_vs_wllama = over(firsts.get(plain.name), firsts.get('wllama'));
    const stepMs = median((results.get(plain.name) ?? []).map((times) => times.stepMs ?? Number.NaN));
    const running = contestants.find(({ name }) => name === plain.name)?.running;
    const shape = await running?.call<{ nodes: number; weightBytes: number }>('shape');
    const bandwidth = Math.max(before, after);
    if (shape) {
      figures.roofline_row1 = shape.weightBytes / ((stepMs / 1000) * bandwidth);
      figures.dispatches_per_token = shape.nodes;
    }
    details.row1 = {
      tokens: ROW_TOKENS,
      tokensPerSecond: Object.fromEntries(rates),
      firstTokenMs: Object.fromEntries(firsts),
      transformersjsBest: peer,
      stepMs,
      weightBytes: shape?.weightBytes,
      bandwidthGbPerSecond: [before / 1e9, after / 1e9],
      text: {
        ours: results.get(plain.name)?.[0]?.ids,
        transformersjs: peer && results.get(peer)?.[0]?.ids,
        wllama: results.get('wllama')?.[0]?.text,
      },
    };
  }

  if (parts.has('front11')) {
    const request: GenerateRequest = { ...subject.prompt, rows: FRONT, tokens: FRONT_TOKENS };
    // Weightings need a bank: without one there is no front.
    const results = await compete(
      arena,
      contestants.filter(({ name }) => name !== plain.name),
      request,
      runs,
    );
    const whole = ratesOf(results, (rounds) => wholeRate(rounds, request));
    const decode = ratesOf(results, decodeRate);
    const [peer, peerRate] = bestPeer(whole) ?? [];
    figures.tokens_per_s_front11 = decode.get(banked.name) ?? null;
    figures.front11_vs_wllama = over(whole.get(banked.name), whole.get('wllama'));
    figures.front11_vs_transformersjs = over(whole.get(banked.name), peerRate);
    details.front11 = {
      rows: FRONT,
      tokens: FRONT_TOKENS,
      wllama: 'eleven texts one after the other, the prompt read anew for each',
      transformersjs: 'one batch of the same prompt eleven times, without weightings: it has no bank',
      tokensPerSecondWhole: Object.fromEntries(whole),
      tokensPerSecondDecode: Object.fromEntries(decode),
      decodeRatioWllama: over(decode.get(banked.name), decode.get('wllama')),
      decodeRatioTransformersjs: over(decode.get(banked.name), bestPeer(decode)?.[1]),
      transformersjsBest: peer,
    };
  }
  for (const { running } of contestants) await running.close();
}
