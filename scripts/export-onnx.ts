/**
 * Writes the graph that the app builds at load to disk, for Netron, onnx.checker and ONNX Runtime elsewhere: model.onnx and weights.bin.
 *
 *   npm run export:onnx -- [--model FILE.gguf] [--slot PEFT_FOLDER ...] [--weights dense|blocks8|blocks4] [--context 2048] [--out models/out/onnx]
 *
 * Unlike the app's, this graph looks its token embeddings up itself (input `tokens` instead of `embeddings`).
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeBank } from '../src/lm/adapters/bank.ts';
import { readPeft } from '../src/lm/adapters/peft.ts';
import { llamaConfig } from '../src/lm/arch/llama-config.ts';
import { shardedSource } from '../src/lm/files/byte-source.ts';
import { readGguf } from '../src/lm/files/gguf.ts';
import { buildLlamaGraph, type WeightFormat } from '../src/lm/graph/llama-graph.ts';
import { writeWeights } from '../src/lm/graph/weights.ts';
import { baseModelSource } from './base-model-source.ts';

const FORMATS: readonly string[] = ['dense', 'blocks8', 'blocks4'] satisfies readonly WeightFormat[];

const { values: options } = parseArgs({
  options: {
    model: { type: 'string' },
    slot: { type: 'string', multiple: true, default: [] },
    weights: { type: 'string', default: 'dense' },
    context: { type: 'string', default: '2048' },
    out: { type: 'string', default: 'models/out/onnx' },
  },
});
if (!FORMATS.includes(options.weights)) throw new Error(`--weights is ${options.weights}, expected one of ${FORMATS.join(', ')}`);

const file = await readGguf(options.model ? shardedSource([readFileSync(options.model)]) : baseModelSource());
const config = llamaConfig(file);
const slots = options.slot.map((folder) => {
  const id = basename(resolve(folder));
  const files = {
    config: JSON.parse(readFileSync(join(folder, 'adapter_config.json'), 'utf8')) as unknown,
    tensors: readFileSync(join(folder, 'adapter_model.safetensors')),
  };
  return { id, adapter: readPeft(files, config, id) };
});
const bank = slots.length > 0 ? makeBank(config, slots) : undefined;
const context = Math.min(Number(options.context), config.context);
const graph = buildLlamaGraph(config, { weights: options.weights as WeightFormat, precision: 'f32', bank, context, embedding: 'graph' });

mkdirSync(options.out, { recursive: true });
writeFileSync(join(options.out, 'model.onnx'), graph.model);
writeFileSync(join(options.out, graph.externalFile), writeWeights(graph, file, bank));
console.log(
  `${options.out}: ${graph.nodes} nodes, ${(graph.externalBytes / 2 ** 20).toFixed(0)} MiB of weights, slots: ${bank?.slots.join(', ') || 'none'}`,
);
