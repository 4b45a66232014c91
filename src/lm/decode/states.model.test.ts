/** States and choices of the real base, against PyTorch's (models/write_states.py). */
import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { baseModelSource } from '../../../scripts/base-model-source.ts';
import type { StateText } from '../reading.ts';
import { type LoadedModel, loadModel } from '../run/model.ts';
import { choose } from './choose.ts';
import { states } from './states.ts';

interface Recorded {
  readonly dimensions: readonly number[];
  readonly texts: readonly (StateText & {
    readonly last: readonly number[];
    readonly mean: readonly number[];
    readonly norms: readonly [number, number];
  })[];
  readonly choices: readonly {
    readonly system: string;
    readonly prompt: string;
    readonly words: readonly string[];
    readonly logProbabilities: readonly number[];
  }[];
}
const recorded: Recorded = JSON.parse(readFileSync(new URL('../../../models/fixtures/states.json', import.meta.url), 'utf8'));
/** The project's parity of logits, which are of the states' size here: norms of the base's states are about 30. */
const PARITY = 2e-3;

let model: LoadedModel;

beforeAll(async () => {
  const backend = { ort, provider: 'cpu', weights: 'dense', precision: 'f32', sessionOptions: { intraOpNumThreads: 1 } } as const;
  model = await loadModel({ source: baseModelSource(), backend, context: 256 });
}, 120_000);

afterAll(() => model.forward.dispose());

test('states of texts alone and of answers are PyTorch’s', { timeout: 300_000 }, async () => {
  const texts = recorded.texts.map(({ last: _, mean: __, norms: ___, ...text }) => text);
  for (const [p, pooling] of (['last', 'mean'] as const).entries()) {
    const { states: read, width } = await states(model.forward, model.tokenizer, { texts, pooling });
    for (const [i, text] of recorded.texts.entries()) {
      const own = read.subarray(i * width, (i + 1) * width);
      for (const [k, dimension] of recorded.dimensions.entries())
        expect(Math.abs((own[dimension] as number) - (text[pooling][k] as number))).toBeLessThan(PARITY);
      expect(Math.abs(Math.hypot(...own) / (text.norms[p] as number) - 1)).toBeLessThan(1e-4);
    }
  }
});

test('choices are PyTorch’s', { timeout: 300_000 }, async () => {
  for (const { words, logProbabilities, ...question } of recorded.choices) {
    const chosen = await choose(model.forward, model.tokenizer, { questions: [question], words });
    for (const [i, value] of logProbabilities.entries())
      expect(Math.abs((chosen.logProbabilities[i] as number) - value)).toBeLessThan(PARITY);
  }
});
