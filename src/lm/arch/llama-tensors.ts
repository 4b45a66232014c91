import { EngineError } from '../errors.ts';
import type { GgufTensor } from '../files/gguf.ts';
import type { LlamaConfig } from './llama-config.ts';

type Shape = readonly number[];

/** Shapes of a layer's tensors, by the last part of their names. */
function layerShapes({ width, mlp, heads, keyValueHeads, headSize }: LlamaConfig): Readonly<Record<string, Shape>> {
  const inner = heads * headSize;
  const keyValue = keyValueHeads * headSize;
  return {
    attn_norm: [width],
    attn_q: [inner, width],
    attn_k: [keyValue, width],
    attn_v: [keyValue, width],
    attn_output: [width, inner],
    ffn_norm: [width],
    ffn_gate: [mlp, width],
    ffn_up: [mlp, width],
    ffn_down: [width, mlp],
  };
}

/**
 * Holds a file's tensors against the network: each that the network reads is there in its shape, and there is no other, since a tensor
 * that is left out changes what the model says.
 * @throws EngineError 'unsupported-model' that names the first tensor that is missing, has another shape, or is not read.
 */
export function checkTensors(config: LlamaConfig, tensors: ReadonlyMap<string, GgufTensor>): void {
  const read = new Set<string>();
  const check = (name: string, expected: Shape) => {
    const tensor = tensors.get(name);
    if (!tensor) throw new EngineError('unsupported-model', `tensor ${name} is missing`);
    if (tensor.shape.join() !== expected.join())
      throw new EngineError('unsupported-model', `tensor ${name} has shape [${tensor.shape}], expected [${expected}]`);
    read.add(name);
  };
  const { vocabulary, width } = config;
  check('token_embd.weight', [vocabulary, width]);
  check('output_norm.weight', [width]);
  if (!config.tied) check('output.weight', [vocabulary, width]);
  const shapes = Object.entries(layerShapes(config));
  // the first layer that is missing ends this loop, however many the metadata states
  for (let layer = 0; layer < config.layers; layer++) {
    for (const [name, shape] of shapes) check(`blk.${layer}.${name}.weight`, shape);
  }
  for (const name of tensors.keys()) {
    if (!read.has(name))
      throw new EngineError('unsupported-model', `tensor ${name} is not supported, expected only tensors of a plain Llama model`);
  }
}
