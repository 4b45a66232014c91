/** From a model's file to a network on the caller's device. */
import { notEnoughMemory, weightsNeed } from '../../errors.ts';
import type { ByteSource } from '../../files/byte-source.ts';
import { embeddingTable } from '../../graph/weights.ts';
import type { LoadedModel } from '../model.ts';
import { readModelFile } from '../model-file.ts';
import { GpuForward } from './gpu-forward.ts';
import { GpuNetwork } from './gpu-network.ts';

export interface OpenGpuArgs {
  readonly source: ByteSource;
  readonly device: GPUDevice;
  /** Longest sequence in tokens, at most the model's own; 2048 unless told. */
  readonly context?: number;
  readonly onProgress?: (phase: 'weights' | 'session', done: number, total: number) => void;
}

export interface GpuModel extends LoadedModel {
  readonly forward: GpuForward;
  /** For who measures it. */
  readonly network: GpuNetwork;
}

const DEFAULT_CONTEXT = 2048;

/**
 * @throws EngineError 'unsupported-model', 'out-of-memory', or 'backend' for a model whose sizes the shaders do not know.
 */
export async function openGpu({ source, device, context = DEFAULT_CONTEXT, onProgress }: OpenGpuArgs): Promise<GpuModel> {
  const { gguf, config, tokenizer } = await readModelFile(source);
  const length = Math.min(context, config.context);
  try {
    const network = new GpuNetwork(device, config, gguf, length, (done, total) => onProgress?.('weights', done, total));
    onProgress?.('session', 1, 1);
    const forward = new GpuForward(network, config, length, embeddingTable(gguf));
    return { forward, network, config, tokenizer, nodes: 6 * config.layers + 1, weightBytes: network.weightBytes };
  } catch (cause) {
    if (cause instanceof RangeError) throw notEnoughMemory(weightsNeed(source.size ?? 0), cause);
    throw cause;
  }
}
