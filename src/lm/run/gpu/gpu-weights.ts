/** The base's weights in the GPU's memory. */
import { headLinear, LAYER_HOOKS, type LayerHook, type Linear, layerLinear } from '../../arch/linears.ts';
import type { LlamaConfig } from '../../arch/llama-config.ts';
import { EngineError } from '../../errors.ts';
import type { GgufFile } from '../../files/gguf.ts';
import { readTensor } from '../../graph/weights.ts';
import { uploaded } from './gpu-buffers.ts';
import { packWeights, type WeightLayout } from './packed-weights.ts';

export interface GpuLinear {
  readonly linear: Linear;
  readonly layout: WeightLayout;
  readonly buffer: GPUBuffer;
}

export interface GpuLayer {
  readonly attentionNorm: GPUBuffer;
  readonly mlpNorm: GPUBuffer;
  readonly linears: Readonly<Record<LayerHook, GpuLinear>>;
}

export interface GpuWeights {
  readonly layers: readonly GpuLayer[];
  readonly norm: GPUBuffer;
  readonly head: GpuLinear;
  /** [context][head size / 2] of cosine and sine. */
  readonly angles: GPUBuffer;
  /** Of the linears: what a step reads. */
  readonly bytes: number;
  destroy(): void;
}

/** Cosines and sines of the positions, as the ONNX graph has them. */
function rotaryAngles({ headSize, ropeBase, ropeScale }: LlamaConfig, context: number): Float32Array<ArrayBuffer> {
  const half = headSize / 2;
  const angles = new Float32Array(context * half * 2);
  for (let position = 0; position < context; position++) {
    for (let i = 0; i < half; i++) {
      const angle = (position / ropeScale) * ropeBase ** (-i / half);
      angles[(position * half + i) * 2] = Math.cos(angle);
      angles[(position * half + i) * 2 + 1] = Math.sin(angle);
    }
  }
  return angles;
}

/**
 * @throws EngineError 'backend' for sizes that the shaders do not know.
 */
function checkShape({ headSize, width, mlp }: LlamaConfig): void {
  if (headSize % 4 !== 0 || headSize > 128)
    throw new EngineError('backend', `a head has ${headSize} values, expected a multiple of 4 up to 128`);
  for (const [name, size] of Object.entries({ width, mlp }))
    if (size % 32 !== 0) throw new EngineError('backend', `the model's ${name} is ${size}, expected a multiple of 32`);
}

/** Writes the weights tensor by tensor, so that main memory never has more than one of them beside the file. */
export function uploadWeights(
  device: GPUDevice,
  file: GgufFile,
  config: LlamaConfig,
  context: number,
  onProgress: (done: number, total: number) => void = () => {},
): GpuWeights {
  checkShape(config);
  const buffers: GPUBuffer[] = [];
  let bytes = 0;
  const keep = (data: Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>): GPUBuffer => {
    const buffer = uploaded(device, data);
    buffers.push(buffer);
    return buffer;
  };
  const norm = (tensor: string) => keep(readTensor(file, tensor) as Float32Array<ArrayBuffer>);
  const place = (linear: Linear): GpuLinear => {
    const { layout, bytes: packed } = packWeights(file, linear.parts);
    bytes += packed.byteLength;
    return { linear, layout, buffer: keep(packed) };
  };
  const layers = Array.from({ length: config.layers }, (_, layer): GpuLayer => {
    onProgress(layer, config.layers + 1);
    return {
      attentionNorm: norm(`blk.${layer}.attn_norm.weight`),
      mlpNorm: norm(`blk.${layer}.ffn_norm.weight`),
      linears: Object.fromEntries(LAYER_HOOKS.map((hook) => [hook, place(layerLinear(config, layer, hook))])) as GpuLayer['linears'],
    };
  });
  const head = place(headLinear(config));
  onProgress(config.layers + 1, config.layers + 1);
  return {
    layers,
    norm: norm('output_norm.weight'),
    head,
    angles: keep(rotaryAngles(config, context)),
    bytes,
    destroy: () => {
      for (const buffer of buffers) buffer.destroy();
    },
  };
}
