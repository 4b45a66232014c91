import { expect, test } from 'vitest';
import type { LogProbabilityArgs, StepArgs } from '../../engine/trainer/protocol.ts';
import { defaultRecipe, ON_POLICY } from '../../training/defaults.ts';
import { firstPrices } from '../../training/kl-price.ts';
import { onPolicyPlan } from '../../training/on-policy.ts';
import { type Ask, type OnPolicyTools, takeOnPolicyStep } from './on-policy-step.ts';

const pieces = new Map([
  [5, 'Short'],
  [6, ' and'],
  [7, ' long'],
  [8, '.'],
]);
const end = 2;
const recipe = {
  ...defaultRecipe({ effort: 'quick', rewards: ['brevity', 'richness'], limit: 8, temperature: 0.8 }),
  on_policy: ON_POLICY,
};
const prompts = ['one', 'two', 'three', 'four', 'five'];
const state = { recipe, system: 'Be brief.', prompts, units: { brevity: 0.2, richness: 0.2 }, memory: firstPrices(2, ON_POLICY) };
const signal = new AbortController().signal;

/** Every other answer is brief and ends; the policy is a nat a token from the base. */
function tools() {
  const asked: Ask[] = [];
  const read: LogProbabilityArgs[] = [];
  const steps: StepArgs[] = [];
  const scored: string[] = [];
  const made: OnPolicyTools = {
    sample: async (asks) => {
      asked.push(...asks);
      return asks.map((_, i) => (i % 2 === 0 ? { tokens: [5, 8], finished: true } : { tokens: [5, 6, 7], finished: false }));
    },
    tokens: { read: async () => ({ decode: (ids) => ids.map((id) => pieces.get(id) ?? '').join(''), end }) },
    scoring: {
      score: async (_, inputs) => {
        scored.push(...inputs.map(({ text, finished }) => `${text}${finished ? '|' : ''}`));
        return inputs.map(({ text, finished }) => ({ brevity: finished ? 1 : 0, richness: text.length / 20, guard: 0 }));
      },
    },
    rewards: ['brevity', 'richness'],
    trainer: {
      logProbabilities: async (args) => {
        read.push(args);
        return args.rows.map(({ answer, coefficients }) =>
          new Float32Array(answer.length).fill(coefficients.some((c) => c !== 0) ? -1 : -2),
        );
      },
      step: async (args) => {
        steps.push(args);
        return { step: steps.length, loss: 0, norm: 1, logp: [], tokens: 4, computed: 9, ms: 1 };
      },
    },
  };
  return { made, asked, read, steps, scored };
}

test('the planned answers are sampled, read by policy and base, scored word by word, and learned from in parts', async () => {
  const { made, asked, read, steps, scored } = tools();
  const stepped = await takeOnPolicyStep(state, 3, made, signal);
  const plan = onPolicyPlan(recipe, prompts, 3);
  expect(asked.map(({ seed }) => seed)).toEqual(plan.groups.flatMap(({ seeds }) => seeds));
  expect(read).toHaveLength(2);
  expect(read[0]?.rows.slice(0, 2).map(({ answer }) => answer)).toEqual([
    [5, 8, end],
    [5, 6, 7],
  ]);
  expect(read[1]?.rows.every(({ coefficients }) => coefficients.every((c) => c === 0))).toBe(true);
  expect(scored.slice(0, 6)).toEqual(['Short', 'Short.', 'Short.|', 'Short', 'Short and', 'Short and long']);
  expect(steps.map(({ rows }) => rows.length)).toEqual([8, 8]);
  expect(stepped).toMatchObject({ rate: plan.rate, finished: 0.5, generatedTokens: 48, rewardCalls: 48, kl: 3 });
  expect(stepped.memory).not.toEqual(state.memory);
  for (const { loss } of steps) {
    if (loss.kind !== 'policy-gradient') throw new Error('expected the clipped policy gradient');
    expect(loss.advantages.map(({ length }) => length)).toEqual(loss.old.map(({ length }) => length));
    expect(loss.advantages.flatMap((row) => [...row]).every(Number.isFinite)).toBe(true);
  }
});

test('where only the end gets credit, only whole answers are scored', async () => {
  const { made, scored } = tools();
  await takeOnPolicyStep({ ...state, recipe: { ...recipe, on_policy: { ...ON_POLICY, credit: 'end' } } }, 0, made, signal);
  expect(new Set(scored)).toEqual(new Set(['Short.|', 'Short and long']));
  expect(scored).toHaveLength(16);
});

test('a reward that gives no number stops the step by name, before anything is learned', async () => {
  const { made, steps } = tools();
  const broken = {
    ...made,
    scoring: { score: async (_: unknown, inputs: readonly unknown[]) => inputs.map(() => ({ guard: 0, richness: 0 })) },
  };
  await expect(takeOnPolicyStep(state, 0, broken, signal)).rejects.toThrow('score of brevity is undefined, expected a finite number');
  expect(steps).toEqual([]);
});
