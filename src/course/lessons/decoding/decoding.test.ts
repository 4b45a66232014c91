import { expect, it } from 'vitest';
import { createFakeEngine } from '../../../engine/testing/fake-engine.ts';
import { servedFiles } from '../../../packs/served-files.ts';
import { fixtureFront, fixturePack } from '../../../packs/testing/fixture-pack.ts';
import { chainFacts } from '../../../theory/word-chain.ts';
import { createCourseModel } from '../../model/course-model.ts';
import { brevityRewards, cheerRewards, dayChain, expertBeta } from './day-chain.ts';
import { costMethods, costSteering, type Decoded, decodeInTurn } from './decode-in-turn.ts';
import { afterIs, bestAt, dera, factsOf, initial, judge, mod, numbers, trainedAt, turn, wanted } from './decoding-state.ts';

const source = { pack: fixturePack, front: fixtureFront, files: servedFiles('https://example.test/'), leftOut: [] };

it('the little language is one: rows sum to 1', () => {
  for (const [context, row] of dayChain.next.entries()) {
    if (context !== dayChain.words.length - 1) expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
  }
  expect(afterIs(dera(0.5)).reduce((sum, { p }) => sum + p, 0)).toBeCloseTo(1, 12);
});

it('further lambda earns more, drifts further and ends less; at 1 it is the expert', () => {
  const facts = [0, 0.5, 1, 1.5, 2, 3, 4].map((lambda) => factsOf(dera(lambda)));
  for (const [i, fact] of facts.slice(1).entries()) {
    expect(fact.reward).toBeGreaterThan(facts[i]?.reward as number);
    expect(fact.kl).toBeGreaterThan(facts[i]?.kl as number);
    expect(fact.ends).toBeLessThan(facts[i]?.ends as number);
  }
  expect(factsOf(dera(1)).reward).toBeCloseTo(factsOf(trainedAt(1)).reward, 12);
});

it('text breaks within the slider, beyond 1 and not at 1', () => {
  expect(turn(initial, 1).broken).toBeUndefined();
  expect(factsOf(dera(1)).ends).toBeGreaterThan(0.9);
  const broken = turn(initial, wanted.furthest);
  expect(broken.broken?.lambda).toBe(wanted.furthest);
  expect(turn(broken, 0).broken).toBe(broken.broken);
});

it('a real text breaks by its guard, and only beyond 1', () => {
  expect(judge(initial, 1, -0.9).broken).toBeUndefined();
  expect(judge(initial, 1.5, -0.1).broken).toBeUndefined();
  expect(judge(initial, 1.5, -0.4).broken).toEqual({ lambda: 1.5, how: 'the guard gave the text −0.40' });
});

it('MOD is best at its ends and never better than the best between them', () => {
  const objective = (weight: number, policy: ReturnType<typeof mod>) => {
    const { reward, kl } = factsOf(policy);
    const brevity = chainFacts(dayChain, policy, brevityRewards).reward;
    return weight * reward + (1 - weight) * brevity - expertBeta * kl;
  };
  for (const weight of [0, 0.25, 0.5, 0.75, 1]) {
    const lack = objective(weight, bestAt(weight)) - objective(weight, mod(weight));
    if (weight === 0 || weight === 1) expect(lack).toBeCloseTo(0, 10);
    else expect(lack > 0 && lack < 0.1).toBe(true);
  }
  expect(cheerRewards.some((reward) => reward > 0)).toBe(true);
});

it('says what rows cost', () => {
  expect(numbers(initial)).toMatchObject({ rowsClp: 1, rowsDera: 2, rowsMod: 3 });
  for (const [method, rows] of [
    ['clp', 1],
    ['dera', 2],
    ['mod', 3],
  ] as const) {
    expect(costSteering(source, method, 1.5).rows).toHaveLength(rows);
  }
  expect(costSteering(source, 'dera', 1.5).mixer).toEqual({ kind: 'linear', weights: [-0.5, 1.5] });
});

it('decodes one method after the other', async () => {
  const engine = createFakeEngine({ words: ({ id }) => [id, 'says', 'this'], stepMs: 1 });
  const model = createCourseModel({ engine, manifestUrl: '', slots: [] });
  const begun: string[] = [];
  const decoded: Record<string, Decoded> = {};
  await decodeInTurn(
    { source, model },
    {
      prompt: 'Why?',
      lambda: 2,
      seed: 1,
      signal: new AbortController().signal,
      onBegin: (method) => begun.push(method),
      onDecoded: (method, result) => {
        decoded[method] = result;
      },
    },
  );
  expect(begun).toEqual(costMethods);
  expect(engine.calls.map(({ groups }) => groups.map(({ id }) => id))).toEqual([['clp'], ['dera'], ['mod']]);
  expect(decoded.mod).toEqual({ text: 'mod says this', finished: true, msPerToken: 1 });
});
