/** The whole model learns in TypeScript as in Python: the first ten losses of models/clp.py, from the same start and the same draws. */
import { afterAll, expect, test } from 'vitest';
import written from '../models/fixtures/ten-losses.json' with { type: 'json' };
import { parseFile } from '../src/lm/parse-file.ts';
import { readModelFile } from '../src/lm/run/model-file.ts';
import { createTokenizer } from '../src/lm/text/tokenizer.ts';
import { columnRates, createAdamW } from '../src/lm/train/adamw.ts';
import { clipByNorm } from '../src/lm/train/clip.ts';
import { openDifferentiator } from '../src/lm/train/differentiator.ts';
import { likelihood } from '../src/lm/train/losses.ts';
import { columnCoefficients, foldScale, unfoldGradients } from '../src/lm/train/parameters.ts';
import { rateAt } from '../src/lm/train/schedule.ts';
import type { Differentiator, TrainRow } from '../src/lm/train/train-types.ts';
import { policyOf } from '../src/training/policy.ts';
import { RecipeSchema } from '../src/training/recipe.ts';
import { baseModelSource } from './base-model-source.ts';
import { nodeTrainKernels } from './load-node-kernels.ts';

const recipe = parseFile(RecipeSchema, written.recipe, 'ten-losses.json');
const settings = recipe.offline as NonNullable<typeof recipe.offline>;
const policy = policyOf(recipe);
const slots = policy.slots.map(({ name, rank }) => ({ id: name, rank }));
const { scale, rank } = recipe.bank;
const system = 'Answer in two or three sentences.';

const kernels = await nodeTrainKernels();
const { gguf: file, config } = await readModelFile(baseModelSource());
const tokenizer = createTokenizer(file.metadata);
let open: Differentiator | undefined;
afterAll(() => open?.dispose());

const batches = written.steps.map(({ rows }) =>
  rows.map(
    ({ prompt, answer, weights }): TrainRow => ({
      prompt: tokenizer.encodeChat({ system, prompt }),
      answer,
      columns: columnCoefficients({ slots }, policy.coefficients(weights)),
    }),
  ),
);
const answerTokens = (rows: readonly TrainRow[]) => rows.reduce((sum, { answer }) => sum + answer.length, 0);

/** `start` of models/write_ten_losses.py, the slots side by side. */
function startOf(name: string, [height, width]: readonly [number, number]): Float32Array {
  const values = new Float32Array(height * width);
  const [, layer, hook] = /^layers\.(\d+)\.(qkv|o)\.a$/.exec(name) ?? [];
  if (layer === undefined) return values;
  const matrix = 2 * Number(layer) + (hook === 'qkv' ? 0 : 1);
  slots.forEach((_, slot) => {
    const first = (matrix * slots.length + slot) * height * rank;
    for (let i = 0; i < height; i++) {
      for (let r = 0; r < rank; r++) {
        values[i * width + slot * rank + r] = Math.sqrt(2 / height) * Math.sin(1 + 0.7371 * (first + i * rank + r));
      }
    }
  });
  return values;
}

test('the first ten losses are those of models/clp.py to 1e-3, and not those of a policy that does not learn', {
  timeout: 900_000,
}, async () => {
  const longest = Math.max(...batches.flat().map(({ prompt, answer }) => prompt.length + answer.length));
  const differentiator = await openDifferentiator({
    file,
    config,
    kernels,
    shape: { hooks: policy.hooks, columns: slots.length * rank },
    workload: { tokens: Math.max(...batches.map(({ length }) => length)) * longest, longest },
    memory: { limit: 1.5e9, besides: 0 },
  });
  open = differentiator;
  const matrices = new Map([...differentiator.matrices].map(([name, dims]) => [name, startOf(name, dims)]));
  const factors = Float32Array.from(policy.slots.flatMap(({ slow }) => new Array(rank).fill(slow ? settings.shared_factor : 1)));
  const adam = createAdamW(matrices, { rates: columnRates(differentiator.matrices, factors) });
  const losses: number[] = [];
  for (const [step, rows] of batches.entries()) {
    const folded = foldScale(matrices, scale);
    const { loss, gradients } = await differentiator.gradients(folded, rows, likelihood(answerTokens(rows)), {
      temperature: recipe.temperature,
    });
    unfoldGradients(gradients, scale);
    clipByNorm(gradients, 1);
    adam.step(gradients, rateAt(settings, step));
    losses.push(loss);
  }
  const expected = written.steps.map(({ loss }) => loss);
  expect(losses).toHaveLength(10);
  losses.forEach((loss, step) => {
    expect(Math.abs(loss - (expected[step] as number)), `step ${step}`).toBeLessThan(1e-3);
  });
  // At the start every B is zero, and the policy is the base.
  const [last = []] = batches.slice(-1);
  const base = await differentiator.logProbabilities(
    new Map([...differentiator.matrices].map(([name, dims]) => [name, startOf(name, dims)])),
    last,
    {
      temperature: recipe.temperature,
    },
  );
  const untrained = -base.reduce((sum, logp) => sum + logp.reduce((total, value) => total + value, 0), 0) / answerTokens(last);
  expect(untrained - (expected.at(-1) as number)).toBeGreaterThan(0.05);
});
