/** Gradients on the whole model against PyTorch's autograd (models/write_gradients.py, which tells how few numbers stand for all). */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { afterAll, describe, expect, it } from 'vitest';
import { baseModelSource } from '../../../scripts/base-model-source.ts';
import { nodeTrainKernels } from '../../../scripts/load-node-kernels.ts';
import { HOOKS } from '../arch/linears.ts';
import { parseFile } from '../parse-file.ts';
import { readModelFile } from '../run/model-file.ts';
import { nameHash, randomValues } from '../testing/random-adapter.ts';
import { openDifferentiator } from './differentiator.ts';
import type { Differentiator, Loss } from './train-types.ts';

const folder = new URL('../../../models/fixtures/', import.meta.url);
const index = parseFile(
  v.object({
    format: v.literal('tiller-gradients/1'),
    temperature: v.number(),
    seed: v.number(),
    scales: v.record(v.string(), v.number()),
    rows: v.array(
      v.object({
        prompt: v.array(v.number()),
        answer: v.array(v.number()),
        columns: v.array(v.number()),
        weights: v.array(v.number()),
      }),
    ),
    projections: v.number(),
    entries: v.number(),
    whole: v.array(v.string()),
    cases: v.array(
      v.object({ id: v.string(), hooks: v.array(v.picklist(HOOKS)), softTokens: v.number(), loss: v.number(), offset: v.number() }),
    ),
  }),
  JSON.parse(readFileSync(new URL('gradients.json', folder), 'utf8')),
  'gradients.json',
);
const told = new Float32Array(new Uint8Array(readFileSync(new URL('gradients.bin', folder))).buffer);
const { rows, seed, projections, entries, temperature } = index;
/** How entries are picked: as in models/write_gradients.py. */
const STRIDE = 7919;

const kernels = await nodeTrainKernels();
const { gguf: file, config } = await readModelFile(baseModelSource());
let open: Differentiator | undefined;
afterAll(() => open?.dispose());

const loss: Loss = (logp, row) => {
  const slopes = Float32Array.from(rows[row]?.weights ?? []);
  return { loss: logp.reduce((sum, value, t) => sum + value * (slopes[t] as number), 0), slopes };
};
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);

/** Reads what is told, number by number. */
function reader(offset: number): (count: number) => Float32Array {
  let at = offset;
  return (count) => {
    at += count;
    return told.subarray(at - count, at);
  };
}

describe.each(index.cases)('$id', ({ hooks, softTokens, loss: expectedLoss, offset }) => {
  it('has the gradients of PyTorch, to 1e-3 of the largest of each matrix and a cosine of 0.99999', { timeout: 900_000 }, async () => {
    await open?.dispose();
    const shape = { hooks, columns: rows[0]?.columns.length as number, softTokens };
    const longest = Math.max(...rows.map(({ prompt, answer }) => softTokens + prompt.length + answer.length));
    open = await openDifferentiator({
      file,
      config,
      kernels,
      shape,
      workload: { tokens: rows.length * longest, longest },
      memory: { limit: 1.2e9, besides: 0 },
    });
    const parameters = new Map(
      [...open.matrices].map(([name, [height, width]]) => {
        const scale = index.scales[name.split('.').at(-1) as string] as number;
        return [name, randomValues(nameHash(name, seed), height * width, scale)];
      }),
    );
    const found = await open.gradients(parameters, rows, loss, { temperature });
    expect(found.loss).toBeCloseTo(expectedLoss, 3);
    const take = reader(offset);
    for (const logp of found.logp) {
      const expected = take(logp.length);
      logp.forEach((value, t) => {
        expect(Math.abs(value - (expected[t] as number))).toBeLessThan(1e-3);
      });
    }
    for (const [name, gradient] of found.gradients) {
      const [norm, largest] = take(2) as unknown as [number, number];
      expect(Math.abs(Math.hypot(...chunked(gradient)) / norm - 1), `norm of ${name}`).toBeLessThan(1e-3);
      // Three times the mean square of the projections' differences estimates the squared distance of the vectors.
      const squares = take(projections).reduce((sum, value, k) => {
        const projected = dot(gradient, randomValues(nameHash(`${name}#${k}`, seed), gradient.length, 1));
        return sum + (projected - value) ** 2;
      }, 0);
      // The cosine is 1 - distance^2 / 2 of vectors of length 1: 0.99999 at 0.0045.
      expect(Math.sqrt((3 * squares) / projections) / norm, `distance of ${name}`).toBeLessThan(2e-3);
      take(entries).forEach((value, i) => {
        const entry = gradient[(i * STRIDE) % gradient.length] as number;
        expect(Math.abs(entry - value) / largest, `entry of ${name}`).toBeLessThan(1e-3);
      });
    }
    for (const name of index.whole) {
      const gradient = found.gradients.get(name);
      if (!gradient) continue;
      const expected = take(gradient.length);
      const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const worst = gradient.reduce((most, value, i) => Math.max(most, Math.abs(value - (expected[i] as number))), 0);
      expect(worst / largest, name).toBeLessThan(1e-3);
      expect(dot(gradient, expected) / Math.sqrt(dot(gradient, gradient) * dot(expected, expected)), name).toBeGreaterThan(0.99999);
    }
  });
});

/** Norms of stretches: a call takes only so many arguments. */
function chunked(values: Float32Array): number[] {
  return Array.from({ length: Math.ceil(values.length / 4096) }, (_, i) => Math.hypot(...values.subarray(i * 4096, (i + 1) * 4096)));
}
