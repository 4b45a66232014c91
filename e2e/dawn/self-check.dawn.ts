/** The self-check lets through what is right, and nothing that wrong attention computed. */
import { beforeAll, describe, expect, it } from 'vitest';
import { checkAttention } from '../../src/lm/run/attention-check.ts';
import { selfCheck } from '../../src/lm/run/self-check.ts';
import { onGpu, PRECISIONS, storedLogits } from './cut-model.ts';
import { startDawn } from './dawn.ts';

const HEADS = { heads: 9, keyValueHeads: 3, headSize: 64 };

let gpu: GPU;
beforeAll(() => {
  gpu = startDawn();
});

/** What the engine runs on WebGPU. Of dense weights src/lm/run/self-check.test.ts has the recorded logits. */
const FORMATS = ['blocks8', 'blocks4'] as const;

describe.each(FORMATS)('%s', (weights) => {
  it.each(PRECISIONS)('passes with subgroups in %s, attention alone and the model', async (precision) => {
    const { device, backend, load } = await onGpu(gpu, weights, { f16: precision === 'f16', subgroups: true });
    await checkAttention(backend.ort, backend.provider, HEADS, precision);
    const { forward } = await load();
    await selfCheck(forward, { stored: storedLogits(weights), weights, precision, budgetMs: 0 });
    await forward.dispose();
    device.destroy();
  });
});

describe('attention whose loops keep their variables', () => {
  it.each(PRECISIONS)('is refused in %s', async (precision) => {
    const { device, backend } = await onGpu(gpu, 'blocks8', { f16: precision === 'f16', subgroups: true }, true);
    const checking = checkAttention(backend.ort, backend.provider, HEADS, precision);
    await expect(checking).rejects.toThrow(/^Self-check failed: Its attention is off by 0\.4/);
    device.destroy();
  });

  it.each(FORMATS)('is refused by the logits alone in f32, %s', async (weights) => {
    const { device, load } = await onGpu(gpu, weights, { f16: false, subgroups: true }, true);
    const { forward } = await load();
    const checking = selfCheck(forward, { stored: storedLogits(weights), weights, precision: 'f32', budgetMs: 0 });
    await expect(checking).rejects.toThrow('Self-check failed: logits differ by 0.01');
    await forward.dispose();
    device.destroy();
  });
});
