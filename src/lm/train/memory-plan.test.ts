/** The plan of memory: what it adds up, what it chooses, and what it refuses. The model's own sizes are SmolLM2-135M's. */
import { expect, it } from 'vitest';
import type { LlamaConfig } from '../arch/llama-config.ts';
import { layOut } from './blocks.ts';
import { planMemory, weightBytes } from './memory-plan.ts';
import type { TrainShape } from './train-types.ts';

const config: LlamaConfig = {
  layers: 30,
  width: 576,
  heads: 9,
  keyValueHeads: 3,
  headSize: 64,
  mlp: 1536,
  vocabulary: 49_152,
  ropeBase: 100_000,
  ropeScale: 1,
  normEpsilon: 1e-5,
  context: 8192,
  tied: true,
};
const shape: TrainShape = { hooks: ['qkv', 'o'], columns: 12 };
const workload = { tokens: 16 * 136, longest: 136 };

it('counts every number of the base once', () => {
  // 134,515,008 parameters, as the model card says.
  expect(weightBytes(config)).toBe(4 * 134_515_008);
});

it('is the sum of its parts, and within the limit that it was given', () => {
  const plan = planMemory(config, shape, workload, { limit: 2e9, besides: 860e6, threads: 2 });
  expect(plan.peak).toBe(plan.weights + plan.matrices + plan.working + plan.runtime + plan.besides);
  expect(plan.peak).toBeLessThanOrEqual(2e9);
});

it('saves what the linears gave where there is room, and the inputs of the layers where there is less', () => {
  expect(planMemory(config, shape, workload, { limit: 2e9, besides: 860e6, threads: 2 }).saves).toBe('linears');
  expect(planMemory(config, shape, workload, { limit: 1e9, besides: 0, threads: 2 }).saves).toBe('linears');
  expect(planMemory(config, shape, workload, { limit: 0.66e9, besides: 0, threads: 2 }).saves).toBe('inputs');
});

it('grows with depth by the inputs of the layers alone where only those are saved', () => {
  const size = { tokens: 512, groups: 4, longest: 128 };
  const bytes = (layers: number) => layOut(0, { config: { ...config, layers }, shape, saves: 'inputs', size, threads: 2 }).bytes;
  expect(bytes(60) - bytes(30)).toBe(30 * 512 * 576 * 4);
});

it('refuses with the numbers what finds no room', () => {
  const plan = () => planMemory(config, shape, { tokens: 4000, longest: 2000 }, { limit: 1e9, besides: 300e6, threads: 2 });
  expect(plan).toThrow(
    /^training needs [\d,]+ MB \(539 MB for the base's weights, .* for a row of 2000 tokens, .*\), expected at most 1,000 MB/,
  );
});
