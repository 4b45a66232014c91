import { expect, it, vi } from 'vitest';
import type { StateText } from '../reading.ts';
import { plainHidden } from '../testing/plain-llama.ts';
import { tinyForward } from '../testing/tiny-forward.ts';
import { TINY, tinyGguf, tinyWeights } from '../testing/tiny-llama.ts';
import type { Chat } from '../text/chat-template.ts';
import { choose } from './choose.ts';
import { states } from './states.ts';

const weights = tinyWeights();
const encode = (text: string) => Array.from(text, (letter) => (letter.codePointAt(0) as number) % TINY.vocabulary);
const encodeChat = ({ system, prompt }: Chat) => encode(`<${system}|${prompt}>`);
const tokenizer = { encode, encodeChat };
const forwards = {
  'one session': await tinyForward(tinyGguf(weights)),
  'sessions that share weights': await tinyForward(tinyGguf(weights), { shared: true }),
};

/** By a model written out by the book. */
function plainState({ prompt, system = '', text }: StateText, pooling: 'last' | 'mean'): number[] {
  const asked = prompt === undefined ? [] : encodeChat({ system, prompt });
  const own = plainHidden(weights, [...asked, ...encode(text)], []).slice(asked.length);
  if (pooling === 'last') return [...(own.at(-1) ?? [])];
  return Array.from({ length: TINY.width }, (_, k) => own.reduce((sum, state) => sum + (state[k] as number), 0) / own.length);
}

const texts: readonly StateText[] = [
  { text: 'the kettle sings' },
  { text: 'the kettle' },
  { prompt: 'why', text: 'because' },
  { prompt: 'why', system: 'be kind', text: 'because it rains, and rains, and the garden is glad of it, as gardens are' },
  { text: 'the' },
  { prompt: 'why', text: 'because it rains' },
  { text: 'the kettle' },
];

it.each(Object.keys(forwards) as (keyof typeof forwards)[])('states are those of a plain model, on %s', async (name) => {
  for (const pooling of ['last', 'mean'] as const) {
    const result = await states(forwards[name], tokenizer, { texts, pooling });
    expect(result.width).toBe(TINY.width);
    for (const [i, text] of texts.entries()) {
      const own = result.states.subarray(i * TINY.width, (i + 1) * TINY.width);
      for (const [k, value] of plainState(text, pooling).entries()) expect(own[k]).toBeCloseTo(value, 4);
    }
  }
});

it('a text that another begins with costs nothing', async () => {
  const { tokens } = await states(forwards['one session'], tokenizer, { texts, pooling: 'mean' });
  const [long, , , kind, , rains] = texts as [StateText, StateText, StateText, StateText, StateText, StateText];
  const cost = ({ prompt, system = '', text }: StateText) =>
    (prompt === undefined ? 0 : encodeChat({ system, prompt }).length) + text.length;
  expect(tokens).toBe(cost(long) + cost(kind) + cost(rains));
});

it('states refuse what they cannot read, by its place', async () => {
  const ask = (...own: StateText[]) => states(forwards['one session'], tokenizer, { texts: own, pooling: 'last' });
  await expect(ask()).rejects.toThrow('states of 0 texts');
  await expect(ask({ text: 'a' }, { text: '' })).rejects.toThrow(`text 2 has 0 tokens, expected 1 to ${TINY.context}`);
  await expect(ask({ prompt: 'b', text: 'a'.repeat(TINY.context) })).rejects.toThrow(`text 1 has ${TINY.context} tokens`);
});

it('an abort ends it at the next chunk, and gives the bank back', async () => {
  const { 'one session': forward } = forwards;
  const release = vi.fn();
  const mount = forward.mount.bind(forward);
  vi.spyOn(forward, 'mount').mockImplementationOnce(async (...slots) => {
    const bank = await mount(...slots);
    const free = bank.release.bind(bank);
    release.mockImplementation(free);
    return Object.assign(bank, { release });
  });
  const stopped = states(forward, tokenizer, { texts, pooling: 'last' }, { between: () => Promise.reject(new Error('enough')) });
  await expect(stopped).rejects.toThrow('enough');
  expect(release).toHaveBeenCalledOnce();
});

it('choose gives the log-probabilities of the words’ first tokens', async () => {
  const { 'one session': forward } = forwards;
  const questions = [
    { system: 's', prompt: 'is it?' },
    { system: '', prompt: 'was it really, after all of this time, as they say?' },
  ];
  const words = ['yes', 'no', 'perhaps'];
  const { logProbabilities } = await choose(forward, tokenizer, { questions, words });
  for (const [q, question] of questions.entries()) {
    const tokens = encodeChat(question);
    const { batch, logits } = await forward.prefill([{ tokens, coefficients: new Float32Array(0), logitsFrom: tokens.length - 1 }]);
    forward.release(batch);
    const scores = [...(logits[0] as Float32Array)];
    const normaliser = Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 0));
    for (const [w, word] of words.entries())
      expect(logProbabilities[q * words.length + w]).toBeCloseTo((scores[encode(word)[0] as number] as number) - normaliser, 4);
  }
  const ask = (...own: string[]) => choose(forward, tokenizer, { questions, words: own });
  await expect(ask('yes')).rejects.toThrow('1 words to choose from, expected at least 2');
  await expect(ask('yes', '')).rejects.toThrow('word 2 to choose from is empty');
  await expect(ask('no', 'never')).rejects.toThrow("the words 'no' and 'never' begin with the same token");
  await expect(choose(forward, tokenizer, { questions: [], words })).rejects.toThrow('0 questions');
});
