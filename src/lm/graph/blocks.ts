/** Quantised blocks of 32 for ONNX Runtime's MatMulNBits: value = (code - zero) * scale. */
const BLOCK = 32;

/** Where one row's blocks go. */
export interface RowBlocks {
  /** 32 bytes (8 bits) or 16 bytes (4 bits, low nibble first) a block. */
  readonly codes: Uint8Array;
  readonly scales: Float32Array;
  /** 4 bits only: one nibble a block, low nibble first. */
  readonly zeros: Uint8Array | undefined;
}

/** 8 bits, symmetric around 128. */
function quantize8(values: Float32Array, codes: Uint8Array): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  // Rounded to single precision first, so that the codes are chosen for the scale that is stored.
  const scale = Math.fround(largest / 127);
  for (let i = 0; i < BLOCK; i++) codes[i] = scale === 0 ? 128 : 128 + Math.round((values[i] as number) / scale);
  return scale;
}

/** Squared error of 4-bit codes with this scale and zero point. */
function error4(values: Float32Array, scale: number, zero: number): number {
  let error = 0;
  for (const value of values) {
    const code = Math.min(15, Math.max(0, Math.round(value / scale) + zero));
    error += ((code - zero) * scale - value) ** 2;
  }
  return error;
}

/**
 * 4 bits with an integer zero point, which cannot hold an arbitrary minimum: every zero point is tried with the smallest scale that covers the
 * block and a few smaller ones, and the least squared error wins.
 */
function quantize4(values: Float32Array, codes: Uint8Array): { scale: number; zero: number } {
  let low = 0;
  let high = 0;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low === high) {
    codes.fill(0x88);
    return { scale: 0, zero: 8 };
  }
  let best = { scale: 1, zero: 8, error: Number.POSITIVE_INFINITY };
  const middle = Math.round((-low / (high - low)) * 15);
  for (let zero = Math.max(0, middle - 1); zero <= Math.min(15, middle + 1); zero++) {
    const cover = Math.max(zero > 0 ? -low / zero : 0, zero < 15 ? high / (15 - zero) : 0);
    for (const shrink of [1, 0.97, 0.94, 0.91]) {
      const scale = Math.fround(cover * shrink);
      const error = error4(values, scale, zero);
      if (error < best.error) best = { scale, zero, error };
    }
  }
  const code = (i: number) => Math.min(15, Math.max(0, Math.round((values[i] as number) / best.scale) + best.zero));
  for (let i = 0; i < BLOCK / 2; i++) codes[i] = code(2 * i) | (code(2 * i + 1) << 4);
  return best;
}

/** Quantises a row, whose length is a multiple of 32. */
export function quantizeRow(values: Float32Array, bits: 4 | 8, { codes, scales, zeros }: RowBlocks): void {
  const bytes = (BLOCK * bits) / 8;
  for (let block = 0; block < scales.length; block++) {
    const from = values.subarray(block * BLOCK, (block + 1) * BLOCK);
    const to = codes.subarray(block * bytes, (block + 1) * bytes);
    if (bits === 8) {
      scales[block] = quantize8(from, to);
      continue;
    }
    const { scale, zero } = quantize4(from, to);
    scales[block] = scale;
    if (zeros) zeros[block >> 1] = ((zeros[block >> 1] as number) & (block % 2 ? 0x0f : 0xf0)) | (zero << (block % 2 ? 4 : 0));
  }
}
