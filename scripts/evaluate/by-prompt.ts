/**
 * models/runs/<pack>/by-prompt.json: what every policy reached at every weighting on every prompt, of all training seeds. Means and intervals
 * over prompts and over seeds are made of it (scripts/results/over-seeds.ts), without the answers.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';
import { parseFile } from '../../src/lm/parse-file.ts';
import { mean } from '../../src/math/statistics.ts';
import { type AnswerScorer, axisScorers, type MeasuredRewards } from '../../src/measure/axes.ts';
import type { Answer, MeasuredPoint } from '../../src/measure/measurement.ts';
import type { Front } from '../../src/packs/front.ts';
import type { Pack } from '../../src/packs/pack.ts';

const Numbers = v.array(v.pipe(v.number(), v.finite()));

const PointSchema = v.strictObject({
  weights: Numbers,
  /** [axes][prompts]: means over the evaluation's seeds. */
  rewards: v.array(Numbers),
  /** [prompts], nats an answer. */
  kl: Numbers,
});
export type PointByPrompt = v.InferOutput<typeof PointSchema>;

export const ByPromptSchema = v.pipe(
  v.strictObject({
    pack: v.string(),
    rewards: v.array(v.string()),
    prompts: v.array(v.string()),
    /** Of the evaluation, not of a training. */
    seeds: Numbers,
    reference: Numbers,
    scale: v.array(v.tuple([v.number(), v.number()])),
    policies: v.record(v.string(), v.array(PointSchema)),
  }),
  v.check(
    ({ rewards, prompts, policies }) =>
      Object.values(policies)
        .flat()
        .every(
          (point) =>
            point.rewards.length === rewards.length && [...point.rewards, point.kl].every(({ length }) => length === prompts.length),
        ),
    'expected a number for every reward (and kl) and prompt at every point',
  ),
);
export type ByPrompt = v.InferOutput<typeof ByPromptSchema>;

/** Of the policies of a front that was just built from these measurements. */
export function byPrompt(pack: Pack, rewards: MeasuredRewards, front: Front, measurements: readonly MeasuredPoint[]): ByPrompt {
  const axes = axisScorers(pack, rewards);
  const pointOf = ({ weights, repeats }: MeasuredPoint): PointByPrompt => {
    const answers = new Map(front.prompts.map((prompt) => [prompt, repeats.flat().filter((answer) => answer.prompt === prompt)]));
    const values = (score: (answer: Answer) => number, digits: number) =>
      front.prompts.map((prompt) => Number(mean((answers.get(prompt) ?? []).map(score)).toFixed(digits)));
    return {
      weights: [...weights],
      rewards: axes.map((axis: AnswerScorer) => values((answer) => axis.score(answer), 4)),
      kl: values(({ kl }) => kl, 3),
    };
  };
  const pointsOf = (id: string) => measurements.filter(({ policy, split }) => policy === id && split === 'held_out').map(pointOf);
  return {
    pack: pack.id,
    rewards: [...pack.rewards],
    prompts: [...front.prompts],
    seeds: [...front.seeds],
    reference: [...front.reference],
    scale: (front.scale ?? []).map(([low, high]): [number, number] => [low, high]),
    policies: Object.fromEntries(front.policies.map(({ id }) => [id, pointsOf(id)])),
  };
}

/**
 * Writes the record, keeping policies that the file has and that were not measured now, or at fewer weightings.
 * @throws Error when the file is of other prompts or another ruler: such numbers do not belong into one record.
 */
export function writeByPrompt(file: string, record: ByPrompt): void {
  const earlier = existsSync(file) ? parseFile(ByPromptSchema, JSON.parse(readFileSync(file, 'utf8')), file) : undefined;
  const rulerOf = ({ policies: _, ...ruler }: ByPrompt) => JSON.stringify(ruler);
  if (earlier && rulerOf({ ...record, policies: {} }) !== rulerOf({ ...earlier, policies: {} }))
    throw new Error(`${file} was made with other prompts, seeds, reference or scale: move it away to begin anew`);
  const had = (id: string) => earlier?.policies[id]?.length ?? 0;
  const measured = Object.fromEntries(Object.entries(record.policies).filter(([id, points]) => points.length >= had(id)));
  const policies = { ...earlier?.policies, ...measured };
  writeFileSync(file, `${JSON.stringify(parseFile(ByPromptSchema, { ...record, policies }, file))}\n`);
}
