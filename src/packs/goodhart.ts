/** Schema of goodhart.json: how a policy's learned reward, and what it was meant to reward, went while it was trained on the former. */
import * as v from 'valibot';

const Finite = v.pipe(v.number(), v.finite());
const Name = v.pipe(v.string(), v.minLength(1));
const Mean = v.object({ mean: Finite, low: Finite, high: Finite });

export const GoodhartSchema = v.object({
  format: v.literal('tiller-goodhart/1'),
  pack: Name,
  commit: Name,
  seed: v.pipe(v.number(), v.integer(), v.minValue(0)),
  policies: v.pipe(
    v.array(
      v.object({
        id: Name,
        label: Name,
        /** What a nat of KL costs in reward while training. */
        klPrice: v.pipe(Finite, v.minValue(0)),
        /** In the order of training; the first is the base. */
        steps: v.pipe(
          v.array(
            v.object({
              step: v.pipe(v.number(), v.integer(), v.minValue(0)),
              /** Nats an answer. */
              kl: Finite,
              /** The proxy: the learned reward that is trained on. */
              approval: Mean,
              /** The golden reward, and its twin; both lexical, neither trained on. */
              cheer: Mean,
              afinn: Mean,
            }),
          ),
          v.minLength(1),
        ),
      }),
    ),
    v.minLength(1),
  ),
});

export type Goodhart = v.InferOutput<typeof GoodhartSchema>;
export type GoodhartPolicy = Goodhart['policies'][number];
