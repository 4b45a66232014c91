import { EngineError } from '../errors.ts';
import type { GgufTensor } from '../files/gguf.ts';
import { showValue } from '../show-value.ts';
import { headLinear, LAYER_HOOKS, type Linear, layerLinear } from './linears.ts';
import type { LlamaConfig } from './llama-config.ts';

type Shape = readonly number[];

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
  const checkLinear = ({ parts, inputs }: Linear) => {
    for (const { tensor, outputs } of parts) check(tensor, [outputs, inputs]);
  };
  check('token_embd.weight', [config.vocabulary, config.width]);
  check('output_norm.weight', [config.width]);
  checkLinear(headLinear(config));
  // the first layer that is missing ends this loop, however many the metadata states
  for (let layer = 0; layer < config.layers; layer++) {
    for (const norm of ['attn_norm', 'ffn_norm']) check(`blk.${layer}.${norm}.weight`, [config.width]);
    for (const hook of LAYER_HOOKS) checkLinear(layerLinear(config, layer, hook));
  }
  for (const name of tensors.keys()) {
    if (!read.has(name))
      throw new EngineError(
        'unsupported-model',
        `tensor ${showValue(name)} is not supported, expected only tensors of a plain Llama model`,
      );
  }
}
