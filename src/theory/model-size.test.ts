import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loraSize, modelSize, partSize, SMOLLM2_135M } from './model-size.ts';

describe('the sizes of SmolLM2-135M', () => {
  // research/methods.md 1.1; the total is the model card's 134,515,008.
  it('are the published ones', () => {
    expect(modelSize(SMOLLM2_135M)).toBe(134_515_008);
    expect(partSize(SMOLLM2_135M, 'attention')).toBe(26_542_080);
    expect(partSize(SMOLLM2_135M, 'mlp')).toBe(79_626_240);
    expect(partSize(SMOLLM2_135M, 'head')).toBe(28_311_552);
  });

  it('are those of a published attention adapter of its rank, tensor by tensor', () => {
    const folder = 'public/models/voice/adapters/clp-cheer';
    const file = readFileSync(`${folder}/adapter_model.safetensors`);
    const { r: rank }: { r: number } = JSON.parse(readFileSync(`${folder}/adapter_config.json`, 'utf8'));
    const header: Record<string, { shape?: number[] }> = JSON.parse(file.toString('utf8', 8, 8 + Number(file.readBigUInt64LE(0))));
    const sizes = Object.values(header).flatMap(({ shape }) => (shape ? shape.reduce((product, side) => product * side, 1) : []));
    expect(sizes).toHaveLength(SMOLLM2_135M.layers * 4 * 2);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(loraSize(SMOLLM2_135M, ['attention'], rank));
  });

  it.each([
    [8, 0.92, 2.44],
    [16, 1.84, 4.88],
    [32, 3.69, 9.77],
  ])('LoRA of rank %d: %d M on attention, %d M on all linears', (rank, attention, all) => {
    expect(loraSize(SMOLLM2_135M, ['attention'], rank) / 1e6).toBeCloseTo(attention, 2);
    expect(loraSize(SMOLLM2_135M, ['attention', 'mlp'], rank) / 1e6).toBeCloseTo(all, 2);
  });
});
