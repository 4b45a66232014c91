/** Schema of goodhart.json: how a policy's learned reward, and what it was meant to reward, went while it was trained on the former. */
import * as v from 'valibot';
import { Count, consistent, Finite, firstTwice, Id, MeanSchema, Measure, Seed, Text } from './fields.ts';

/** What a measured reward is here: the one that is trained on, what that stands for, or a second scorer of the latter. */
const Role = v.picklist(['proxy', 'golden', 'twin']);

const GoodhartShape = v.object({
  format: v.literal('tiller-goodhart/2'),
  pack: Id,
  commit: Text,
  seed: Seed,
  /** What was measured at every step: one proxy, one golden reward, and twins of that. None but the proxy was trained on. */
  rewards: v.array(v.object({ id: Id, label: Text, role: Role })),
  policies: v.pipe(
    v.array(
      v.object({
        id: Id,
        label: Text,
        /** What a nat of KL costs in reward while training. */
        klPrice: v.pipe(Finite, v.minValue(0)),
        /** In the order of training; the first is the base. */
        steps: v.pipe(
          v.array(
            v.object({
              step: Count,
              /** Nats an answer. */
              kl: Measure,
              /** By the reward's id. */
              rewards: v.record(v.string(), MeanSchema),
            }),
          ),
          v.minLength(1),
        ),
      }),
    ),
    v.minLength(1),
  ),
});

export const GoodhartSchema = v.pipe(
  GoodhartShape,
  consistent(({ rewards, policies }) => {
    for (const role of ['proxy', 'golden'] as const) {
      const count = rewards.filter((reward) => reward.role === role).length;
      if (count !== 1) return { field: ['rewards'], expected: `one reward of the role ${role}`, got: count };
    }
    const twice = firstTwice(rewards.map(({ id }) => id));
    if (twice) return { field: ['rewards', twice.index, 'id'], expected: 'one that is not there before', got: twice.value };
    const again = firstTwice(policies.map(({ id }) => id));
    return again && { field: ['policies', again.index, 'id'], expected: 'one that is not there before', got: again.value };
  }),
  consistent(({ rewards, policies }) => {
    for (const [i, { steps }] of policies.entries()) {
      for (const [j, { step, rewards: measured }] of steps.entries()) {
        const before = steps[j - 1]?.step ?? -1;
        const field = ['policies', i, 'steps', j] as const;
        if (step <= before) return { field: [...field, 'step'], expected: `more than ${before}`, got: step };
        const missing = rewards.find(({ id }) => !Object.hasOwn(measured, id));
        if (missing) return { field: [...field, 'rewards', missing.id], expected: 'a mean', got: undefined };
      }
    }
    return undefined;
  }),
);

export type Goodhart = v.InferOutput<typeof GoodhartSchema>;
