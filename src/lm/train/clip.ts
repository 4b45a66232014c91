/**
 * Scales gradients together, in place, so that their norm is at most `most`, and returns the norm before (PyTorch's `clip_grad_norm_`).
 * A norm that is not finite leaves them as they are: whoever descends must look.
 */
export function clipByNorm(gradients: ReadonlyMap<string, Float32Array>, most: number): number {
  let squares = 0;
  for (const gradient of gradients.values()) for (let i = 0; i < gradient.length; i++) squares += (gradient[i] as number) ** 2;
  const norm = Math.sqrt(squares);
  const factor = most / (norm + 1e-6);
  if (!(factor < 1) || !Number.isFinite(norm)) return norm;
  for (const gradient of gradients.values()) {
    for (let i = 0; i < gradient.length; i++) gradient[i] = (gradient[i] as number) * factor;
  }
  return norm;
}
