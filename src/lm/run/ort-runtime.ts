import type { InferenceSession, TensorConstructor } from 'onnxruntime-common';
import type { TensorMemory } from './tensor-memory.ts';

/** What the engine needs of ONNX Runtime: onnxruntime-web's builds and onnxruntime-node all have it. */
export interface OrtRuntime {
  readonly InferenceSession: typeof InferenceSession;
  readonly Tensor: TensorConstructor;
}

/** The memory that a session keeps tensors in by itself, where it does. */
export function sessionMemory(session: InferenceSession | { readonly memory: TensorMemory }): TensorMemory | undefined {
  return 'memory' in session ? session.memory : undefined;
}
