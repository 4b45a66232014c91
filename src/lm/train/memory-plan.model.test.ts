/** The plan of memory against what ONNX Runtime's module and the products take: two layers of the base, with its whole head, and parts as large as they come. */
import { afterAll, expect, it } from 'vitest';
import { baseModelSource } from '../../../scripts/base-model-source.ts';
import { nodeProductKernels } from '../../../scripts/load-node-kernels.ts';
import { nodeWasm } from '../../../scripts/node-wasm.ts';
import { createRng } from '../../math/rng.ts';
import { readModelFile } from '../run/model-file.ts';
import { openDifferentiator } from './differentiator.ts';
import { planMemory } from './memory-plan.ts';
import type { Differentiator, TrainRow, TrainShape } from './train-types.ts';

const { ort, module } = nodeWasm();
const kernels = await nodeProductKernels();
const { gguf: file, config: whole } = await readModelFile(baseModelSource());
const config = { ...whole, layers: 2 };
const shape: TrainShape = { hooks: ['qkv', 'o', 'gateUp', 'down'], columns: 12 };
const workload = { tokens: 4 * 136, longest: 136 };
const random = createRng(3);
const tokens = (count: number) => Array.from({ length: count }, () => Math.floor(random() * config.vocabulary));
const rows: TrainRow[] = Array.from({ length: 4 }, () => ({
  prompt: tokens(40),
  answer: tokens(96),
  columns: new Float32Array(shape.columns).fill(0.5),
}));
const heap = () => (module() as { readonly HEAPU8: Uint8Array }).HEAPU8.byteLength;

let open: Differentiator | undefined;
afterAll(() => open?.dispose());

// The smaller first: memory never shrinks.
it.each(['inputs', 'linears'] as const)('holds while a gradient is computed, with %s saved', { timeout: 600_000 }, async (saves) => {
  await open?.dispose();
  const planned = (most: number) => planMemory(config, shape, workload, { limit: most, besides: 0 });
  let limit = planned(2e9).peak;
  while (planned(limit).saves !== saves) limit -= 1e6;
  open = await openDifferentiator({ file, config, ort, module, kernels, shape, workload, memory: { limit, besides: 0 } });
  const { plan, matrices } = open;
  expect(plan.saves).toBe(saves);
  const parameters = new Map(
    [...matrices].map(([name, [height, width]]) => [name, Float32Array.from({ length: height * width }, () => 0.1 * (random() - 0.5))]),
  );
  const mean = 1 / (rows.length * 96);
  const loss = (logp: Float32Array) => ({
    loss: -mean * logp.reduce((sum, value) => sum + value, 0),
    slopes: new Float32Array(logp.length).fill(-mean),
  });
  await open.gradients(parameters, rows, loss, { temperature: 0.8 });
  expect(heap() + open.productBytes).toBeGreaterThan(plan.weights);
  expect(open.productBytes).toBeGreaterThan(0.99 * plan.weights);
  expect(heap() + open.productBytes).toBeLessThan(plan.peak - plan.besides);
});
