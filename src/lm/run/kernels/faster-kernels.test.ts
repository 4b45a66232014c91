import { expect, it } from 'vitest';
import { nodeKernels } from '../../../../scripts/node-kernels.ts';
import { addsFourAtOnce, type Dot, relaxedIsFaster } from './faster-kernels.ts';

const signed = (byte: number) => (byte << 24) >> 24;
const unsigned = (byte: number) => byte & 255;
const wrapped = (sum: number) => (sum << 16) >> 16;
const saturated = (sum: number) => Math.min(Math.max(sum, -32_768), 32_767);

/** What instructions do by their manuals, with 16 equal bytes each. */
const INSTRUCTIONS: Readonly<Record<string, { readonly dot: Dot; readonly one: boolean }>> = {
  'vpdpbusd of AVX-VNNI': { dot: (a, b) => 4 * signed(a) * unsigned(b), one: true },
  'vpdpbssd of AVX-VNNI-INT8, sdot of ARM': { dot: (a, b) => 4 * signed(a) * signed(b), one: true },
  'pmaddubsw, pmaddwd and paddd of x86': { dot: (a, b) => 2 * saturated(2 * signed(a) * unsigned(b)), one: false },
  'smull, smull2, addp, saddlp and add of ARM': { dot: (a, b) => 2 * wrapped(2 * signed(a) * signed(b)), one: false },
};

it.each(Object.entries(INSTRUCTIONS))('knows %s', (_, { dot, one }) => {
  expect(addsFourAtOnce(dot)).toBe(one);
});

it('asks each binary for its dot product; SIMD128 has none', async () => {
  const modules = await nodeKernels();
  const simd = modules.get('simd');
  if (!simd) throw new Error('every engine has SIMD128');
  expect(relaxedIsFaster(simd)).toBe(false);
  for (const module of modules.values()) expect(typeof relaxedIsFaster(module)).toBe('boolean');
});
