import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import type { Precision, WeightFormat } from '../graph/llama-graph.ts';
import type { Forward } from './forward.ts';
import { parseSelfCheck, selfCheck } from './self-check.ts';

const BASE = 'a'.repeat(64);
const VOCABULARY = 48;
const tokens = Array.from({ length: 40 }, (_, index) => index);
const indices = Array.from({ length: 20 }, (_, index) => 2 * index);
const known = indices.map((index) => Math.fround(index / 7 - 2));
const file = 'self-check.json';
const stored = { tokens, indices, logits: known, file };

/** Logits [vocabulary] with the known ones, each moved. */
const moved = (by: (index: number) => number) =>
  Array.from({ length: VOCABULARY }, (_, token) => (indices.includes(token) ? (known[token / 2] as number) + by(token / 2) : 9));
const exact = moved(() => 0);
const zigzag = (size: number) => moved((index) => (index % 2 ? size : -size));

/** A network whose logits after the prompt are given, and whose every step takes `stepMs` of the fake clock. */
function network(logits: number[], stepMs = 10) {
  let clock = 0;
  const release = vi.fn();
  const prefill = vi.fn(async () => ({ batch: { lengths: [39] }, logits: [] }));
  const step = vi.fn(async () => {
    clock += stepMs;
    return Float32Array.from(logits);
  });
  const forward = { vocabulary: VOCABULARY, context: 64, prefill, step, release } as unknown as Forward;
  return { forward, prefill, step, release, now: () => clock };
}
const check = (logits: number[], precision: 'f32' | 'f16' | 'integers' = 'f32') =>
  selfCheck(network(logits).forward, { stored, weights: 'blocks8', precision });

it('passes a network with the known logits, through prefill and step, and times its steps', async () => {
  const { forward, prefill, step, release, now } = network(zigzag(1e-4));
  const { error, msPerToken } = await selfCheck(forward, { stored, weights: 'blocks8', precision: 'f32', now });
  expect(error?.largest).toBeCloseTo(1e-4, 6);
  expect(error?.spread).toBeCloseTo(1e-4, 6);
  expect(msPerToken).toBe(10);
  expect(prefill).toHaveBeenCalledWith([{ tokens: tokens.slice(0, 39), coefficients: new Float32Array(0), logitsFrom: 38 }]);
  expect(step.mock.calls[0]).toEqual([{ lengths: [39] }, [39]]);
  expect(release).toHaveBeenCalledTimes(1);
});

it('judges by the largest difference and by how the differences spread, in each precision', async () => {
  const peak = (size: number) => moved((index) => (index === 3 ? size : 0));
  await expect(check(peak(0.0011))).rejects.toThrow('Self-check failed: logits differ by 0.00110 from the known ones, at most 0.001 is');
  await expect(check(zigzag(4e-4))).rejects.toThrow('logits spread by 0.000400 around the known ones');
  await expect(check(zigzag(0.1), 'f16')).rejects.toThrow('logits spread by 0.100 around the known ones');
  await expect(check(peak(3), 'f16')).rejects.toThrow('logits differ by 3.00');
  expect((await check(zigzag(0.02), 'f16')).error?.spread).toBeCloseTo(0.02, 5);
  await expect(check(zigzag(0.02), 'integers')).rejects.toThrow('logits spread by 0.0200 around the known ones, at most 0.01 is');
  expect((await check(zigzag(0.005), 'integers')).error?.spread).toBeCloseTo(0.005, 5);
});

it('does not count what no probability depends on: one number added to all', async () => {
  const { error } = await check(
    moved(() => 0.12),
    'f16',
  );
  expect(error?.spread).toBeLessThan(1e-5);
});

it.each([0, 6, 38])('refuses a NaN at token %i, and frees the batch', async (token) => {
  const wrong = network(exact.with(token, Number.NaN));
  await expect(selfCheck(wrong.forward, { stored, weights: 'blocks8', precision: 'f16' })).rejects.toThrow('not a finite number');
  expect(wrong.release).toHaveBeenCalledTimes(1);
});

it('refuses what is not finite without stored logits too', async () => {
  const infinite = network(exact.with(41, Number.POSITIVE_INFINITY));
  await expect(selfCheck(infinite.forward, { stored: undefined, weights: 'dense', precision: 'f32' })).rejects.toThrow(
    'not a finite number',
  );
});

it('refuses stored logits of another vocabulary, with file and field', async () => {
  const foreign = { ...stored, indices: indices.with(4, 48) };
  await expect(selfCheck(network(exact).forward, { stored: foreign, weights: 'dense', precision: 'f32' })).rejects.toMatchObject({
    code: 'integrity',
    message: 'self-check.json: field cases.0.indices.4: expected below 48, got 48',
  });
});

it('times one step only where a step is very slow', async () => {
  const { forward, step, now } = network(exact, 18_000);
  expect(await selfCheck(forward, { stored, weights: 'blocks8', precision: 'f32', now })).toMatchObject({
    error: { largest: 0 },
    msPerToken: 18_000,
  });
  expect(step).toHaveBeenCalledTimes(1);
});

it('reads the file', () => {
  const data = { format: 'tiller-self-check/1', base: BASE, cases: [{ tokens, indices, logits: known }] };
  expect(parseSelfCheck(data, BASE, file)).toEqual(stored);
  expect(() => parseSelfCheck(data, 'b'.repeat(64), file)).toThrow(/^self-check.json: field base: expected b+, got a+$/);
});

it.each([
  ['no case', [], /^self-check.json: field cases: /],
  ['fewer logits than indices', [{ tokens, indices, logits: known.slice(1) }], /field cases.0.logits: expected as many logits as indices/],
  ['an index twice', [{ tokens, indices: indices.with(1, 0), logits: known }], /field cases.0.indices: expected every token id once/],
  ['a negative index', [{ tokens, indices: indices.with(1, -2), logits: known }], /field cases.0.indices.1: expected >=0/],
  ['a logit that is none', [{ tokens, indices, logits: [...known.slice(1), null] }], /field cases.0.logits.19: /],
  ['too few logits', [{ tokens, indices: [1, 2], logits: [1, 2] }], /field cases.0.indices: expected >=16/],
  ['a short prompt', [{ tokens: tokens.slice(1), indices, logits: known }], /field cases.0.tokens: expected >=40/],
])('refuses a file with %s, with file and field', (_, cases, message) => {
  expect(() => parseSelfCheck({ format: 'tiller-self-check/1', base: BASE, cases }, BASE, file)).toThrow(message);
});

describe('the whole model as it ran on a GPU', () => {
  const root = new URL('../../../', import.meta.url);
  const json = (path: string): unknown => JSON.parse(readFileSync(new URL(path, root), 'utf8'));
  const { sha256 } = json('public/models/base/manifest.json') as { readonly sha256: string };
  const { runs } = json('src/lm/testing/self-check-recorded.json') as {
    readonly runs: readonly { weights: WeightFormat; precision: Precision; attention: 'right' | 'wrong'; logits: number[] }[];
  };

  it.each(runs)('$weights in $precision with $attention attention', async ({ weights, precision, attention, logits }) => {
    const name = weights === 'dense' ? 'self-check.json' : `self-check-${weights}.json`;
    const whole = parseSelfCheck(json(`public/models/base/${name}`), sha256, name);
    const all = new Array<number>(49_152).fill(0);
    whole.indices.forEach((token, i) => {
      all[token] = logits[i] as number;
    });
    const { forward } = network(all);
    const checking = selfCheck({ ...forward, vocabulary: all.length }, { stored: whole, weights, precision });
    if (attention === 'right') await expect(checking).resolves.toHaveProperty('error');
    else await expect(checking).rejects.toThrow('Self-check failed');
  });
});
