/**
 * Which of the binaries is faster here. They give the same numbers; relaxed SIMD is 1.5 times faster where its dot product is one instruction (ARM's sdot,
 * AVX-VNNI's vpdpbusd), and SIMD128 1.7 times where it is several. No engine says which, and to time both takes tens of milliseconds and errs where a compiler is late.
 */
import { instantiate } from './kernels.ts';

/** @returns lane 0 of the dot product of 16 bytes `a` with 16 bytes `b`. */
export type Dot = (a: number, b: number) => number;

/**
 * Whether a dot product is one instruction. Its second operand is to be from 0 to 127; what becomes of others is the engine's, and seen. One instruction adds
 * four products in 32 bits, whether it takes those bytes as signed or not; several add pairs in 16 bits first, where x86 stops at 32,767 and ARM wraps.
 */
export function addsFourAtOnce(dot: Dot): boolean {
  const unsigned = dot(127, 255) === 4 * 127 * 255;
  const signed = dot(-128, -128) === 4 * 128 * 128;
  return unsigned || signed;
}

/** @param relaxed Of relaxed SIMD, which the engine accepts. */
export function relaxedIsFaster(relaxed: WebAssembly.Module): boolean {
  return addsFourAtOnce(instantiate(relaxed, new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })).dotOf);
}
