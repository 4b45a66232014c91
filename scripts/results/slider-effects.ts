/** What each slider of a policy does to every reward when it alone is at full, and how much of that falls on the others' rewards. */
import { cornerWeighting, sameWeighting } from '../../src/math/simplex.ts';
import { mean, percentileInterval, resample } from '../../src/math/statistics.ts';
import type { Interval } from '../../src/packs/fields.ts';
import type { ByPrompt } from '../evaluate/by-prompt.ts';
import { type Cell, table, withInterval } from './markdown.ts';
import type { PackResults } from './read-results.ts';

const SEED = 20_261_130;

/** Before and after vectors are made orthogonal: ids of policies. */
const BEFORE = 'plain';
const AFTER = 'sliders';

export interface SliderEffects {
  /** [slider][reward]: mean reward at the slider's corner less that of the base, same prompts. */
  readonly effects: readonly (readonly Interval[])[];
  /** KL to the base of each slider alone at full, nats an answer. */
  readonly kl: readonly Interval[];
  /** Mean over sliders of the effect on their own reward, in units of a utility; and of the size of that on the others. */
  readonly own: Interval;
  readonly others: Interval;
}

/** A statistic on the sample itself, then on every resample; the resamples are those of every policy of the record's prompts. */
type Draws = readonly (readonly number[])[];

/** 95 % bootstrap over prompts. Undefined when the record lacks the base or one of the policy's corners. */
export function sliderEffects(record: ByPrompt, policy: string): SliderEffects | undefined {
  const found = summarise(record, policy);
  return found && { effects: found.effects, kl: found.kl, own: said(found.own), others: said(found.others) };
}

/** Second less first, of both means of `SliderEffects`, on the same resamples. */
export function effectsApart(record: ByPrompt, first: string, second: string): Pick<SliderEffects, 'own' | 'others'> | undefined {
  const [one, other] = [summarise(record, first), summarise(record, second)];
  if (!one || !other) return undefined;
  const less = (a: readonly number[], b: readonly number[]) => said(b.map((value, i) => value - (a[i] as number)));
  return { own: less(one.own, other.own), others: less(one.others, other.others) };
}

function summarise({ rewards, scale, prompts, policies }: ByPrompt, policy: string) {
  const base = policies.base?.[0];
  const corners = rewards.map((_, i) =>
    policies[policy]?.find(({ weights }) => sameWeighting(weights, cornerWeighting(rewards.length, i))),
  );
  if (!base || corners.some((corner) => corner === undefined)) return undefined;
  const draws: Draws = [prompts.map((_, i) => i), ...resample(prompts.length, { seed: SEED })];
  const replicates = (values: readonly number[]) => draws.map((draw) => mean(draw.map((i) => values[i] as number)));
  const moved = corners.map((corner) =>
    rewards.map((_, j) => replicates(prompts.map((_, p) => (corner?.rewards[j]?.[p] as number) - (base.rewards[j]?.[p] as number)))),
  );
  const unit = scale.map(([low, high]) => high - low);
  const average = (pick: (slider: number, reward: number) => boolean, size: (x: number) => number) =>
    draws.map((_, d) =>
      mean(moved.flatMap((row, i) => row.flatMap((values, j) => (pick(i, j) ? [size((values[d] as number) / (unit[j] as number))] : [])))),
    );
  return {
    effects: moved.map((row) => row.map(said)),
    kl: corners.map((corner) => said(replicates(corner?.kl ?? []))),
    own: average(
      (i, j) => i === j,
      (x) => x,
    ),
    others: average((i, j) => i !== j, Math.abs),
  };
}

function said(replicates: readonly number[]): Interval {
  return percentileInterval(replicates[0] as number, replicates.slice(1));
}

/** Undefined where sliders were not measured before and after. */
export function sliderEffectsPart({ pack, byPrompt }: PackResults): string | undefined {
  const [before, after] = [BEFORE, AFTER].map((id) => byPrompt && sliderEffects(byPrompt, id));
  const apart = byPrompt && effectsApart(byPrompt, BEFORE, AFTER);
  if (!before || !after || !apart) return undefined;
  const rows = pack.rewards.flatMap((slider, i) =>
    (
      [
        ['as measured', before],
        ['made orthogonal', after],
      ] as const
    ).map(([name, { effects, kl }]): Cell[] => [
      `${slider}, ${name}`,
      ...(effects[i] ?? []).map((effect, j) => (i === j ? `**${withInterval(effect, 2)}**` : withInterval(effect, 2))),
      withInterval(kl[i], 1),
    ]),
  );
  const means = [
    ['as measured', withInterval(before.own), withInterval(before.others)],
    ['made orthogonal', withInterval(after.own), withInterval(after.others)],
    ['second less first', withInterval(apart.own), withInterval(apart.others)],
  ];
  const { low, high } = apart.others;
  const verdict =
    high < 0
      ? 'Sliders disturb each other less once they are orthogonal.'
      : low > 0
        ? 'Sliders disturb each other more once they are orthogonal.'
        : 'That sliders disturb each other less once they are orthogonal is not shown.';
  return [
    `**Do sliders disturb each other?** One slider of steering vectors alone at full: mean reward less the base’s on the same held-out prompts. As measured, and made orthogonal one after another ([sliders](methods/sliders.md)); each is as long as ${'`kl_limit`'} allowed on the tuning prompts.`,
    table(['slider', ...pack.rewards.map((reward) => `on ${reward}`), 'KL, nats an answer'], rows),
    table(['mean over sliders, in units of a utility', 'effect on the own reward', 'size of the effect on the others'], means),
    verdict,
  ].join('\n\n');
}
