import { describe, expect, it, vi } from 'vitest';
import { loadLexicon } from '../../../scripts/lexicon.ts';
import type { Definition } from '../../rewards/own/definition.ts';
import { encodeWeights } from '../../rewards/own/linear-head.ts';
import type { ModelReader } from '../../rewards/own/measure-learned.ts';
import { createRewards } from '../../rewards/registry.ts';
import type { RewardInput } from '../../rewards/reward.ts';
import { createScoringHost } from '../scoring-worker/host.ts';
import { createScoring } from './create-scoring.ts';
import { cachedReader } from './reading-cache.ts';
import type { ScoringPort } from './scoring-worker.ts';

const lexicon = loadLexicon();
const BASE = 'd'.repeat(64);
const inputs: readonly RewardInput[] = ['One.', 'One two three.', 'One two three four five!'].map((text) => ({
  prompt: 'Count.',
  text,
  finished: true,
}));
const reader: ModelReader = {
  states: async ({ texts }) => ({ states: Float32Array.from(texts, ({ text }) => text.length), width: 1 }),
  choose: async ({ questions }) => ({ logProbabilities: Float32Array.from(questions.flatMap(() => [-1, -2])) }),
};
const longer: Definition = {
  id: 'own-longer',
  label: 'Longer',
  kind: 'examples',
  liked: [],
  disliked: [],
  head: { reads: 'mean', base: BASE, bias: -10, weights: encodeWeights([1]), heldOut: { right: 5, count: 8 } },
  twin: { id: 'own-longer-twin', label: 'Asked', kind: 'judge', question: 'Is it long?', pairs: [] },
};

/** The worker's own code at the other end of a port, in this thread. */
function spawn(): ScoringPort {
  const port: ScoringPort = { postMessage: () => {}, terminate: () => {}, onmessage: null, onerror: null };
  const receive = createScoringHost(
    { loadLexicon: async () => lexicon, interpreter: () => Promise.reject(new Error('none')), now: () => 0, pause: async () => {} },
    (message) => port.onmessage?.call(port as Worker, { data: message } as MessageEvent),
  );
  port.postMessage = (message: unknown) => void receive(message as Parameters<typeof receive>[0]);
  return port;
}

const made = (own: Partial<Parameters<typeof createScoring>[0]> = {}) =>
  createScoring({ lexicon: 'lexicon.txt', reader, base: async () => BASE, spawn, ...own });

describe('scoring', () => {
  it('joins what text decides with what the model measures, twins included', async () => {
    const progress = vi.fn();
    const scores = await made().score(['brevity', longer], inputs, { twins: true, onProgress: progress });
    const { byId, guard } = createRewards(lexicon);
    for (const [i, input] of inputs.entries()) {
      expect(scores[i]?.brevity).toBe(byId.get('brevity')?.score(input));
      expect(scores[i]?.guard).toBe(guard.score(input));
      expect(scores[i]?.['own-longer']).toBeCloseTo(1 / (1 + Math.exp(10 - input.text.length)), 5);
      expect(scores[i]?.['own-longer-twin']).toBeCloseTo(1 / (1 + Math.exp(-1)), 5);
    }
    expect(progress).toHaveBeenLastCalledWith({ done: 12, total: 12 });
  });

  it('goes on without the model where it is not there, and says so by name', async () => {
    const faults = vi.fn();
    const scoring = made({ base: () => Promise.reject(new Error('No room.')) });
    const scores = await scoring.score(['brevity', longer], inputs, { onFault: faults });
    expect(Object.keys(scores[0] ?? {})).toEqual(['brevity', 'guard']);
    expect(faults.mock.calls).toEqual([[{ reward: 'own-longer', message: 'Longer: the model is not there: No room.' }]]);
  });

  it('an abort ends both, and a worker that dies rejects and is replaced', async () => {
    const stop = new AbortController();
    const waits: ModelReader = {
      ...reader,
      states: (_, { signal } = {}) => new Promise((__, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    };
    const scoring = made({ reader: waits }).score([longer], inputs, { signal: stop.signal });
    stop.abort();
    await expect(scoring).rejects.toMatchObject({ name: 'AbortError' });

    const ports: ScoringPort[] = [];
    let dead = true;
    const dying = made({
      spawn: () => {
        const port = dead ? { postMessage: () => {}, terminate: vi.fn(), onmessage: null, onerror: null } : spawn();
        ports.push(port);
        return port;
      },
    });
    const lost = dying.score(['brevity'], inputs);
    ports[0]?.onerror?.call(ports[0] as Worker, { message: 'out of memory' } as ErrorEvent);
    await expect(lost).rejects.toThrow('out of memory');
    dead = false;
    expect(await dying.score(['brevity'], inputs)).toHaveLength(3);
    expect(ports).toHaveLength(2);
  });
});

it('a reader that keeps asks for every text once, and forgets the oldest', async () => {
  const states = vi.fn(reader.states);
  const choose = vi.fn(reader.choose);
  const cached = cachedReader({ states, choose });
  const read = (...texts: string[]) => cached.states({ texts: texts.map((text) => ({ text })), pooling: 'mean' });
  expect([...(await read('a', 'bb', 'a')).states]).toEqual([1, 2, 1]);
  expect([...(await read('bb', 'ccc')).states]).toEqual([2, 3]);
  expect(states.mock.calls.map(([{ texts }]) => texts.map(({ text }) => text))).toEqual([['a', 'bb'], ['ccc']]);
  const question = { system: '', prompt: 'p' };
  await cached.choose({ questions: [question, question], words: ['Yes', 'No'] });
  expect([...(await cached.choose({ questions: [question], words: ['Yes', 'No'] })).logProbabilities]).toEqual([-1, -2]);
  expect(choose).toHaveBeenCalledOnce();
});
