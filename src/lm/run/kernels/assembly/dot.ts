/**
 * Relaxed SIMD's dot product of 16 equal bytes with 16 others, lane 0; 0 in the binary that has none. Within the instruction's range all engines agree; beyond
 * it, what comes out tells which instructions an engine makes of it (../faster-kernels.ts).
 */
export function dotOf(a: i32, b: i32): i32 {
  if (!ASC_FEATURE_RELAXED_SIMD) return 0;
  return i32x4.extract_lane(i32x4.relaxed_dot_i8x16_i7x16_add_s(i8x16.splat(<i8>a), i8x16.splat(<i8>b), i32x4.splat(0)), 0);
}
