/** Gradients on a model of two layers against finite differences of the plain model in float64; what is refused, and what is freed. */
import { afterEach, describe, expect, it } from 'vitest';
import { nodeTrainKernels } from '../../../scripts/load-node-kernels.ts';
import { createRng } from '../../math/rng.ts';
import { plainLogProbabilities } from '../testing/plain-training.ts';
import { TINY, tinyGguf, tinyWeights } from '../testing/tiny-llama.ts';
import { openDifferentiator } from './differentiator.ts';
import { trainedMatrices } from './matrices.ts';
import { planMemory } from './memory-plan.ts';
import type { Differentiator, Loss, Parameters, TrainRow, TrainShape } from './train-types.ts';

const kernels = await nodeTrainKernels();
const weights = tinyWeights();
const file = tinyGguf(weights);
const temperature = 0.8;
const options = { temperature };
const COLUMNS = 3;

const open: Differentiator[] = [];
const workload = { tokens: 200, longest: 40 };
async function differentiator(shape: TrainShape, limit = 1e9): Promise<Differentiator> {
  const made = await openDifferentiator({
    file,
    config: TINY,
    kernels,
    shape,
    workload,
    memory: { limit, besides: 0 },
  });
  open.push(made);
  return made;
}
afterEach(async () => {
  for (const each of open.splice(0)) await each.dispose();
});

const random = createRng(5);
const signed = (scale: number) => (2 * random() - 1) * scale;
const parametersOf = (shape: TrainShape): Map<string, Float32Array> =>
  new Map(
    [...trainedMatrices(TINY, shape)].map(([name, [height, width]]) => [
      name,
      Float32Array.from({ length: height * width }, () => signed(name === 'soft' ? 1 : 0.25)),
    ]),
  );
const tokens = (count: number) => Array.from({ length: count }, () => Math.floor(random() * TINY.vocabulary));
const first = tokens(4);
const mix = [1, 0.3, -0.5];
/** Ragged; the first two share their prompt's computation, the third has the prompt under other coefficients. */
const rows: TrainRow[] = [
  { prompt: first, answer: tokens(3), columns: mix },
  { prompt: first, answer: tokens(5), columns: mix },
  { prompt: first, answer: tokens(2), columns: [0.2, 0, 1] },
  { prompt: tokens(6), answer: tokens(1), columns: [1, 1, 0] },
];
const shares = rows.map(({ answer }) => Float32Array.from({ length: answer.length }, () => signed(1)));
/** A loss of the tokens with weights of both signs. */
const weighted: Loss = (logp, row) => {
  const slopes = shares[row] as Float32Array;
  return { loss: logp.reduce((sum, value, t) => sum + value * (slopes[t] as number), 0), slopes };
};
const plainLoss = (parameters: Parameters, shape: TrainShape) =>
  rows.reduce((sum, row, r) => {
    const logp = plainLogProbabilities(weights, parameters, shape, row, temperature);
    return sum + logp.reduce((own, value, t) => own + value * (shares[r]?.[t] as number), 0);
  }, 0);

/** The same parameters with one matrix moved along a direction. */
function moved(parameters: Parameters, name: string, direction: Float32Array, step: number): Parameters {
  const values = (parameters.get(name) as Float32Array).map((value, i) => value + step * (direction[i] as number));
  return new Map(parameters).set(name, values);
}

const SHAPES: Readonly<Record<string, TrainShape>> = {
  attention: { hooks: ['qkv', 'o'], columns: COLUMNS },
  'all linears': { hooks: ['qkv', 'o', 'gateUp', 'down'], columns: COLUMNS },
  'the gated MLP alone': { hooks: ['gateUp', 'down'], columns: COLUMNS },
  head: { hooks: ['head'], columns: COLUMNS },
  'a soft prompt': { hooks: [], columns: COLUMNS, softTokens: 2 },
  everything: { hooks: ['qkv', 'o', 'gateUp', 'down', 'head'], columns: COLUMNS, softTokens: 2 },
};

describe.each(Object.entries(SHAPES))('gradients of %s', (_, shape) => {
  // Room for what the linears gave, and for the layers' inputs alone.
  it.each(['linears', 'inputs'] as const)('are the slopes of the plain model, with %s saved', async (saves) => {
    const planned = (limit: number) => planMemory(TINY, shape, workload, { limit, besides: 0, threads: 1 });
    let limit = planned(1e9).peak;
    while (planned(limit).saves !== saves) limit -= 1e4;
    const made = await differentiator(shape, limit);
    expect(made.plan.saves).toBe(saves);
    const parameters = parametersOf(shape);
    const { loss, gradients, logp } = await made.gradients(parameters, rows, weighted, options);
    expect(loss).toBeCloseTo(plainLoss(parameters, shape), 4);
    rows.forEach((row, r) => {
      plainLogProbabilities(weights, parameters, shape, row, temperature).forEach((value, t) => {
        expect(logp[r]?.[t]).toBeCloseTo(value, 4);
      });
    });
    expect([...gradients.keys()]).toEqual([...made.matrices.keys()]);
    for (const [name, gradient] of gradients) {
      const norm = Math.hypot(...gradient);
      // Half of it at random, half along the gradient itself, so that a wrong scale shows however many numbers there are.
      const direction = gradient.map((value) => value / norm / 2 + (random() < 0.5 ? -0.5 : 0.5) / Math.sqrt(gradient.length));
      const step = 2 ** -7;
      const up = plainLoss(moved(parameters, name, direction, step), shape);
      const down = plainLoss(moved(parameters, name, direction, -step), shape);
      const slope = gradient.reduce((sum, value, i) => sum + value * (direction[i] as number), 0);
      expect(Math.abs((up - down) / (2 * step) - slope) / norm, name).toBeLessThan(1e-3);
    }
  });
});

describe('a batch', () => {
  const shape = SHAPES.everything as TrainShape;

  it('gives the same gradients whole and in parts', async () => {
    const parameters = parametersOf(shape);
    const whole = await (await differentiator(shape)).gradients(parameters, rows, weighted, options);
    const small = await differentiator(shape);
    const parts = await openSmall(shape);
    const runs: number[] = [];
    const cut = await parts.gradients(parameters, rows, weighted, { ...options, between: (_, total) => void runs.push(total) });
    const once: number[] = [];
    await small.gradients(parameters, rows, weighted, { ...options, between: (_, total) => void once.push(total) });
    expect(runs.length).toBeGreaterThan(once.length);
    expect(runs.length).toBe(runs[0]);
    expect(cut.loss).toBeCloseTo(whole.loss, 4);
    for (const [name, gradient] of whole.gradients) {
      const largest = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      gradient.forEach((value, i) => {
        expect(Math.abs((cut.gradients.get(name)?.[i] as number) - value)).toBeLessThan(1e-4 * largest);
      });
    }
  });

  /** Room for one row of 12 tokens at a time. */
  async function openSmall(of: TrainShape): Promise<Differentiator> {
    const made = await openDifferentiator({
      file,
      config: TINY,
      kernels,
      shape: of,
      workload: { tokens: 12, longest: 12 },
      memory: { limit: 1e9, besides: 0 },
    });
    open.push(made);
    return made;
  }

  it('scores answers without a gradient as with one', async () => {
    const made = await differentiator(shape);
    const parameters = parametersOf(shape);
    const { logp } = await made.gradients(parameters, rows, weighted, options);
    expect(await made.logProbabilities(parameters, rows, options)).toEqual(logp);
  });

  it('ends between two runs of the network when it is aborted, and the next call is right', async () => {
    const made = await differentiator(shape);
    const parameters = parametersOf(shape);
    const expected = await made.gradients(parameters, rows, weighted, options);
    const control = new AbortController();
    const between = (done: number) => {
      if (done === 3) control.abort();
    };
    const call = made.gradients(parameters, rows, weighted, { ...options, between, signal: control.signal });
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    expect((await made.gradients(parameters, rows, weighted, options)).gradients).toEqual(expected.gradients);
  });

  it('takes no more memory the tenth time than before the first', async () => {
    const made = await differentiator(shape);
    const parameters = parametersOf(shape);
    const before = made.usedBytes;
    for (let i = 0; i < 10; i++) await made.gradients(parameters, rows, weighted, options);
    expect(made.usedBytes).toBe(before);
    // The kernels' own words come on top, and the plan counts what is trained once more for the caller.
    const { weights, matrices, working } = made.plan;
    expect(before).toBeGreaterThan(weights + working);
    expect(before).toBeLessThan(weights + matrices + working + 64 * 1024);
  });

  it('says which number is none, and lives on', async () => {
    const made = await differentiator(shape);
    const parameters = parametersOf(shape);
    const expected = await made.gradients(parameters, rows, weighted, options);
    const bad = new Map(parameters).set('layers.1.o.b', new Float32Array(COLUMNS * TINY.width).fill(Number.NaN));
    await expect(made.gradients(bad, rows, weighted, options)).rejects.toMatchObject({
      code: 'diverged',
      message: expect.stringMatching(/^the loss of row \d is NaN/),
    });
    const infinite: Loss = (logp) => ({ loss: 0, slopes: logp.map(() => Number.POSITIVE_INFINITY) });
    await expect(made.gradients(parameters, rows, infinite, options)).rejects.toMatchObject({
      code: 'diverged',
      message: expect.stringMatching(/^the gradient of \S+ is/),
    });
    expect((await made.gradients(parameters, rows, weighted, options)).loss).toBe(expected.loss);
  });

  it.each<[string, (parameters: Map<string, Float32Array>) => [Parameters, readonly TrainRow[]], RegExp]>([
    ['a matrix that is missing', (p) => [new Map([...p].slice(1)), rows], /^matrix layers\.0\.qkv\.a has no numbers, expected 192/],
    ['no rows', (p) => [p, []], /has no rows/],
    ['an empty answer', (p) => [p, [{ prompt: [1], answer: [], columns: mix }]], /^row 0 has 1 tokens of prompt and 0 of answer/],
    ['coefficients of another bank', (p) => [p, [{ prompt: [1], answer: [1], columns: [1] }]], /^row 0 has 1 coefficients, expected .* 3/],
    ['a token beyond the vocabulary', (p) => [p, [{ prompt: [97], answer: [1], columns: mix }]], /^row 0 holds token 97/],
    ['a row beyond the context', (p) => [p, [{ prompt: tokens(127), answer: [1], columns: mix }]], /^row 0 has 130 tokens, .* 128/],
  ])('refuses %s by name', async (_, bring, words) => {
    const made = await differentiator(shape);
    const [parameters, given] = bring(parametersOf(shape));
    await expect(made.gradients(parameters, given, weighted, options)).rejects.toMatchObject({
      code: 'bad-request',
      message: expect.stringMatching(words),
    });
  });

  it('refuses to train nothing', async () => {
    await expect(differentiator({ hooks: [], columns: 2 })).rejects.toMatchObject({ code: 'bad-request' });
    await expect(differentiator({ hooks: ['o'], columns: 0 })).rejects.toMatchObject({ code: 'bad-request' });
  });

  it('refuses a row that is longer than was planned for', async () => {
    const made = await openSmall(shape);
    const long = [{ prompt: tokens(60), answer: [1], columns: mix }];
    await expect(made.gradients(parametersOf(shape), long, weighted, options)).rejects.toMatchObject({
      code: 'out-of-memory',
      message: expect.stringMatching(/^row 0 has 62 tokens, which take \d+ MB/),
    });
  });
});
