/**
 * Writes the graph that the app builds at load to disk, for Netron, onnx.checker and ONNX Runtime elsewhere: model.onnx and weights.bin.
 *
 *   npm run export:onnx -- [--model FILE.gguf] [--slot PEFT_FOLDER ...] [--weights dense|blocks8|blocks4] [--context 2048] [--out models/out/onnx]
 *
 * Adapters are inputs of the graph: with slots, adapters.safetensors holds them. Unlike the app's, this graph looks its token embeddings up itself (input `tokens` instead of `embeddings`).
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeBank } from '../src/lm/adapters/bank.ts';
import { readAdapter } from '../src/lm/adapters/bank-slots.ts';
import { READS_NOTHING, readsAll } from '../src/lm/arch/bank-reads.ts';
import { HOOKS, linearsOf } from '../src/lm/arch/linears.ts';
import { llamaConfig } from '../src/lm/arch/llama-config.ts';
import { shardedSource } from '../src/lm/files/byte-source.ts';
import { readGguf } from '../src/lm/files/gguf.ts';
import { type RealTensor, writeSafetensors } from '../src/lm/files/safetensors.ts';
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
  const { adapter, soft } = readAdapter(files, config, id);
  if (soft)
    throw new Error(`--slot ${folder} is a soft prompt, expected a LoRA: its vectors are no input of a graph that looks tokens up itself`);
  return { id, adapter };
});
const bank = makeBank(config, slots);
const adapters = slots.length > 0;
const context = Math.min(Number(options.context), config.context);
const graph = buildLlamaGraph(config, {
  weights: options.weights as WeightFormat,
  precision: 'f32',
  reads: adapters ? readsAll(config) : READS_NOTHING,
  weightsAre: 'constants',
  context,
  embedding: 'graph',
});

/** The adapters' inputs by their names, and by hook `slots.h` [slots, columns]: a row's coefficients times it are its `coefficients.h`. */
function bankTensors(): Map<string, RealTensor> {
  const tensors = new Map<string, RealTensor>();
  for (const hook of HOOKS) {
    const columns = bank.columns[hook];
    const count = columns.slots.length;
    const expansion = slots.flatMap((_, slot) => columns.slots.map((owner) => Number(owner === slot)));
    tensors.set(`slots.${hook}`, { shape: [slots.length, count], data: Float32Array.from(expansion) });
    tensors.set(`ones.${hook}`, { shape: [count], data: columns.ones });
    for (const linear of linearsOf(config, hook)) {
      const { a, b } = bank.matrices(linear);
      tensors.set(`${linear.name}.a`, { shape: [linear.inputs, count], data: a });
      tensors.set(`${linear.name}.b`, { shape: [count, linear.outputs], data: b });
    }
  }
  return tensors.set('reward.head', { shape: [config.width, 1], data: new Float32Array(config.width) });
}

mkdirSync(options.out, { recursive: true });
writeFileSync(join(options.out, 'model.onnx'), graph.model);
writeFileSync(join(options.out, graph.externalFile), writeWeights(graph, file));
if (adapters) writeFileSync(join(options.out, 'adapters.safetensors'), writeSafetensors(bankTensors(), 'F32'));
console.log(
  `${options.out}: ${graph.nodes} nodes, ${(graph.externalBytes / 2 ** 20).toFixed(0)} MiB of weights, slots: ${bank.slots.join(', ') || 'none'}`,
);
