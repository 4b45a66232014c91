/** floats: float32 through ONNX Runtime, which published fronts are of. integers: the kernels that a page on WASM runs unless told. */
export const NETWORKS = ['floats', 'integers'] as const;
export type Network = (typeof NETWORKS)[number];
