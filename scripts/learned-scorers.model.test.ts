/** A head that is fitted to the real base's states travels in a pack's definition, and scores there what it was fitted to say. */
import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { states } from '../src/lm/decode/states.ts';
import { loadModel } from '../src/lm/run/model.ts';
import type { Definition } from '../src/rewards/own/definition.ts';
import { fitExamples } from '../src/rewards/own/fit-head.ts';
import { createRewards } from '../src/rewards/registry.ts';
import { baseModelSource } from './base-model-source.ts';
import { openLearnedScorers } from './learned-scorers.ts';
import { loadLexicon } from './lexicon.ts';

const BASE = 'e'.repeat(64);
const liked = [
  'Thank you for asking! I would be glad to help you with your garden.',
  'What a lovely question. Please let me know if I may explain more.',
  'You are most welcome, and I hope that this is of some use to you.',
  'I am happy to help, and I thank you kindly for your patience.',
];
const disliked = [
  'That is a stupid question and you should know better.',
  'Figure it out yourself, I have no time for this nonsense.',
  'Nobody cares. Stop asking and go away.',
  'You are wrong, as always, and this is a waste of time.',
];

test('examples, their judging twin and the reward of text come back as scorers of a front', { timeout: 300_000 }, async () => {
  const backend = { ort, provider: 'cpu', weights: 'dense', precision: 'f32', sessionOptions: { intraOpNumThreads: 1 } } as const;
  const { forward, tokenizer } = await loadModel({ source: baseModelSource(), context: 128, backend });
  const read = async (texts: readonly string[]) => {
    const { states: all, width } = await states(forward, tokenizer, { texts: texts.map((text) => ({ text })), pooling: 'mean' });
    return texts.map((_, i) => all.slice(i * width, (i + 1) * width));
  };
  const head = fitExamples(await read(liked), await read(disliked), BASE);
  await forward.dispose();
  const definition: Definition = {
    ...{ id: 'own-polite', label: 'Polite', kind: 'examples', liked, disliked, head },
    twin: { id: 'own-polite-twin', label: 'Polite, asked', kind: 'judge', question: 'Is the answer polite?', pairs: [] },
  };
  const answers = [...liked, ...disliked, 'Please, you are kindly welcome to ask.', 'Go away, this is stupid.'].map((text) => ({
    prompt: 'How do I begin?',
    text,
    finished: true,
  }));
  const open = (base: string) => openLearnedScorers([definition], base, createRewards(loadLexicon()));
  const own = await open(BASE);
  const [scorer] = await own.measure(answers);
  await own.dispose();
  if (!scorer) throw new Error('expected a scorer');
  const scores = answers.map((answer) => scorer.score(answer));
  for (const score of scores.slice(0, 4)) expect(score).toBeGreaterThan(0.5);
  for (const score of scores.slice(4, 8)) expect(score).toBeLessThan(0.5);
  expect(scores[8]).toBeGreaterThan(scores[9] as number);
  for (const answer of answers) {
    const asked = scorer.twin?.score(answer) as number;
    expect(asked > 0 && asked < 1).toBe(true);
  }
  const foreign = await open('f'.repeat(64));
  await expect(foreign.measure(answers)).rejects.toThrow('Polite: fitted to the states of another base model');
  await foreign.dispose();
});
