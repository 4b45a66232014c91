import { expect, it } from 'vitest';
import type { Definition } from '../../rewards/own/definition.ts';
import { createLiveScoring } from './live-scores.ts';
import type { Scoring } from './scoring.ts';

const sample = { inputs: ['a', 'bb', 'ccc'].map((text) => ({ prompt: '', text, finished: true })), few: 1, prompts: 3 };
const length: Definition = { id: 'own-length', label: 'Length', kind: 'length', unit: 'characters', target: 2, width: 1 };
const judge: Definition = { id: 'own-judge', label: 'Judge', kind: 'judge', question: 'Is it good?', pairs: [] };

/** Scores a text's length; calls are noted by id and number of texts. */
function scoringOf(calls: string[], faulty: readonly string[] = []): Pick<Scoring, 'score'> {
  return {
    async score(rewards, inputs, { signal, onFault } = {}) {
      const ids = rewards.map((reward) => (typeof reward === 'string' ? reward : reward.id));
      calls.push(`${ids.join('+')} ${inputs.length}`);
      await Promise.resolve();
      signal?.throwIfAborted();
      for (const id of ids) if (faulty.includes(id)) onFault?.({ reward: id, message: `${id} has a fault` });
      const good = ids.filter((id) => !faulty.includes(id));
      return inputs.map(({ text }) => Object.fromEntries([...good, 'guard'].map((id) => [id, id === 'guard' ? 0 : text.length])));
    },
  };
}

it('scores what is new or has changed, text first and on all answers, the model on few', async () => {
  const calls: string[] = [];
  const { store, ask } = createLiveScoring(scoringOf(calls));
  await ask(['brevity', judge, length], sample);
  expect(calls).toEqual(['brevity+own-length 3', 'own-judge 1']);
  expect(store.getState().byId.get('own-length')).toEqual([1, 2, 3]);
  expect(store.getState().byId.get('own-judge')).toEqual([1, undefined, undefined]);
  expect(store.getState().scoring).toEqual([]);
  await ask(['brevity', judge, { ...length, target: 3 }], sample);
  expect(calls.slice(2)).toEqual(['own-length 3']);
});

it('what the model says of the first answers is there before it has read the others', async () => {
  const calls: string[] = [];
  const inputs = Array.from({ length: 30 }, (_, i) => ({ prompt: '', text: 'x'.repeat(i), finished: true }));
  const { store, ask } = createLiveScoring(scoringOf(calls));
  const known: number[] = [];
  store.subscribe(({ byId }) => known.push((byId.get('own-judge') ?? []).filter((score) => score !== undefined).length));
  await ask([judge], { inputs, few: 20, prompts: 3 });
  expect(calls).toEqual(['own-judge 8', 'own-judge 16', 'own-judge 20']);
  expect(known.filter((count, i) => count > 0 && count !== known[i - 1])).toEqual([8, 16, 20]);
});

it('a fault is said of its reward alone, and goes when it is mended', async () => {
  const faulty = ['own-length'];
  const { store, ask } = createLiveScoring(scoringOf([], faulty));
  await ask(['brevity', length], sample);
  expect([...store.getState().faults]).toEqual([['own-length', 'own-length has a fault']]);
  expect([...store.getState().byId.keys()].sort()).toEqual(['brevity', 'guard']);
  faulty.pop();
  await ask(['brevity', { ...length, target: 5 }], sample);
  expect(store.getState().faults.size).toBe(0);
});

it('a fault is told when it is found, long before all texts have failed', async () => {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const { store, ask } = createLiveScoring({
    async score(_rewards, inputs, { onFault } = {}) {
      onFault?.({ reward: 'own-length', message: 'it loops' });
      await ended;
      return inputs.map(() => ({ 'own-length': 0 }));
    },
  });
  const asked = ask([length], sample);
  await expect.poll(() => store.getState().faults.get('own-length')).toBe('it loops');
  expect(store.getState().scoring).toEqual(['own-length']);
  end();
  await asked;
  expect(store.getState().faults.get('own-length')).toBe('it loops');
});

it('a newer wish ends the older one, and other answers are scored from the start', async () => {
  const calls: string[] = [];
  const { store, ask } = createLiveScoring(scoringOf(calls));
  const first = ask(['brevity'], sample);
  const second = ask(['brevity', 'cheer'], { ...sample, inputs: sample.inputs.slice(0, 2) });
  await Promise.all([first, second]);
  expect(calls.at(-1)).toBe('brevity+cheer 2');
  expect(store.getState().byId.get('cheer')).toEqual([1, 2]);
});
