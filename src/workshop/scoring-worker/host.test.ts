import { describe, expect, it } from 'vitest';
import { loadLexicon } from '../../../scripts/lexicon.ts';
import { readInterpreter } from '../../../scripts/own-parts.ts';
import type { TextDefinition } from '../../rewards/own/definition.ts';
import { createRewards } from '../../rewards/registry.ts';
import type { RewardInput } from '../../rewards/reward.ts';
import { createScoringHost } from './host.ts';
import type { FromScoring, TextScorable, ToScoring } from './protocol.ts';

const lexicon = loadLexicon();
const input = (text: string): RewardInput => ({ prompt: 'How is the tea?', text, finished: true });
const inputs = ['The tea is lovely and warm.', 'Tea.', '1. Boil water.\n2. Wait.'].map(input);
const likesTea: TextDefinition = {
  id: 'own-tea',
  label: 'Tea',
  kind: 'words',
  phrases: [{ phrase: 'tea', weight: 1 }],
  count: 'each',
  matchCase: false,
  half: 1,
};
const code = (id: string, source: string): TextDefinition => ({ id, label: id, kind: 'code', source, range: [0, 1] });

/** A host whose clock goes a step at every look. */
function hosting(step = 0) {
  const sent: FromScoring[] = [];
  let time = 0;
  let pauses = 0;
  let atPause = () => {};
  const receive = createScoringHost(
    {
      loadLexicon: async (url) => {
        if (url !== 'lexicon.txt') throw new Error(`${url}: expected status 200, got 404`);
        return lexicon;
      },
      interpreter: readInterpreter,
      now: () => (time += step),
      pause: async () => {
        pauses += 1;
        atPause();
      },
    },
    (message) => sent.push(message),
  );
  void receive({ kind: 'open', lexicon: 'lexicon.txt' });
  const score = async (id: number, rewards: readonly TextScorable[], own = inputs, twins = false) => {
    await receive({ kind: 'score', id, rewards, twins, inputs: own } satisfies ToScoring);
    const done = sent.find((message) => message.kind === 'scored' && message.id === id);
    return done as Extract<FromScoring, { kind: 'scored' }> | undefined;
  };
  const faults = () => sent.flatMap((message) => (message.kind === 'fault' ? [`${message.reward}: ${message.message}`] : []));
  return { sent, receive, score, faults, pauses: () => pauses, onPause: (then: () => void) => (atPause = then) };
}

describe('the scoring worker', () => {
  it('gives what the rewards give, their twins where wanted, and the guard', async () => {
    const { score, faults } = hosting();
    const { byId, guard } = createRewards(lexicon);
    const brevity = byId.get('brevity');
    if (!brevity) throw new Error('expected brevity');
    const plain = await score(1, ['brevity', likesTea]);
    expect(plain?.ids).toEqual(['brevity', 'own-tea', 'guard']);
    const both = await score(2, ['brevity', likesTea], inputs, true);
    expect(both?.ids).toEqual(['brevity', brevity.twin.id, 'own-tea', 'own-tea-twin', 'guard']);
    const at = (scored: typeof plain, i: number, id: string) => scored?.scores[i * scored.ids.length + scored.ids.indexOf(id)];
    for (const [i, own] of inputs.entries()) {
      expect(at(both, i, 'brevity')).toBe(brevity.score(own));
      expect(at(both, i, brevity.twin.id)).toBe(brevity.twin.score(own));
      expect(at(both, i, 'guard')).toBe(guard.score(own));
      expect(at(plain, i, 'own-tea')).toBe(at(both, i, 'own-tea'));
    }
    expect(at(plain, 0, 'own-tea')).toBeGreaterThan(at(plain, 2, 'own-tea') as number);
    expect(faults()).toEqual([]);
  });

  it('says a reward that cannot score by name, and the others go on', async () => {
    const { score, faults } = hosting();
    const endless = code('own-endless', 'function score() { for (;;); }');
    const wrong = code('own-wrong', 'function score(prompt, answer) {\n  return answer.length > 5 ? nobody.length : 1;\n}');
    const unreadable: TextDefinition = {
      id: 'own-pattern',
      label: 'Pattern',
      kind: 'pattern',
      pattern: '(',
      matchCase: false,
      wish: 'more',
      half: 1,
    };
    const scored = await score(1, [endless, 'closeness', wrong, 'nothing', unreadable, 'brevity']);
    expect(scored?.ids).toEqual(['own-endless', 'own-wrong', 'brevity', 'guard']);
    const told = faults();
    expect(told.map((message) => message.split(':')[0])).toEqual(['closeness', 'nothing', 'own-pattern', 'own-endless', 'own-wrong']);
    expect(told[4]).toContain('line 2');
    // Its lowest score, but for the text that it could score.
    expect([...(scored?.scores ?? [])].filter((_, i) => i % 4 === 1)).toEqual([0, 1, 0]);
  });

  it('lets messages in while it works, tells how far it is, and stops when told', async () => {
    const { receive, score, sent, pauses, onPause } = hosting(30);
    await score(1, ['brevity']);
    expect(pauses()).toBeGreaterThan(0);
    expect(sent.some((message) => message.kind === 'progress' && message.done > 0)).toBe(true);
    onPause(() => void receive({ kind: 'abort', id: 2 }));
    expect(await score(2, ['cheer'])).toBeUndefined();
  });

  it('does not score a text twice, and scores again what has another content', async () => {
    const { score } = hosting();
    const counting = (source: string) => code('own-length', source);
    const first = await score(1, [counting('function score(p, a) { return a.length / 100 }')]);
    const again = await score(2, [counting('function score(p, a) { return a.length / 100 }')]);
    const other = await score(3, [counting('function score(p, a) { return a.length / 200 }')]);
    expect([...(again?.scores ?? [])]).toEqual([...(first?.scores ?? [])]);
    expect(other?.scores[0]).toBeCloseTo((first?.scores[0] as number) / 2, 12);
  });

  it('fails where the word list does not come', async () => {
    const { receive, sent } = hosting();
    await receive({ kind: 'open', lexicon: 'elsewhere' });
    await receive({ kind: 'score', id: 4, rewards: ['brevity'], twins: false, inputs });
    expect(sent.at(-1)).toEqual({ kind: 'failed', id: 4, message: 'elsewhere: expected status 200, got 404' });
  });
});
