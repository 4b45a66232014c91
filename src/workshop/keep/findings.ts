/** What a measured front says of its sliders, in sentences; what chance could have made is said to be no difference. */
import { cornerWeighting, sameWeighting } from '../../math/simplex.ts';
import type { Interval } from '../../packs/fields.ts';
import type { Comparison, Front, FrontPoint, FrontPolicy } from '../../packs/front.ts';
import type { Pack } from '../../packs/pack.ts';

export interface Finding {
  /** Ids of the policies that it is of. */
  readonly about: readonly string[];
  readonly sentence: string;
  /** `shown`: the interval leaves 0 out. `open`: it holds 0, no difference is shown yet. */
  readonly verdict: 'shown' | 'open';
}

/** How sentences name rewards and their twins. */
export interface ScorerNames {
  label(id: string): string;
  /** Id of the scorer that nothing was trained on; undefined where a reward has none. */
  twin(reward: string): string | undefined;
}

/** Nats a token by which texts may be less likely under the base than the base's own (docs/results.md). */
const FLUENT = 0.5;

/** Policy by policy, then pair by pair. */
export function findingsOf(pack: Pick<Pack, 'rewards' | 'policies'>, front: Front, names: ScorerNames): Finding[] {
  const labelOf = (id: string) => pack.policies.find((policy) => policy.id === id)?.label ?? id;
  const base = front.policies.find(({ method }) => method === 'base')?.points[0];
  const ofPolicies = front.policies.flatMap((policy) => {
    if (!policy.indicators) return [];
    const label = labelOf(policy.id);
    const told = [
      ...pack.rewards.flatMap((reward, axis) => [
        sliderFinding(policy, reward, axis, names) ?? [],
        twinFinding(policy, reward, axis, pack.rewards.length, names) ?? [],
      ]),
      ...(base ? [guardFinding(policy, base) ?? []] : []),
      fluencyFinding(policy) ?? [],
    ].flat();
    return told.map(({ sentence, verdict }): Finding => ({ about: [policy.id], sentence: `${label}: ${sentence}`, verdict }));
  });
  return [...ofPolicies, ...front.comparisons.map((comparison) => pairFinding(comparison, labelOf))];
}

type Said = Pick<Finding, 'sentence' | 'verdict'>;

/** A reward at its own corner less its mean at the other corners, paired over prompts. */
function sliderFinding(policy: FrontPolicy, reward: string, axis: number, names: ScorerNames): Said | undefined {
  const ends = policy.indicators?.ends?.[reward];
  const own = cornerOf(policy, axis, Object.keys(policy.indicators?.ends ?? {}).length)?.rewards[reward]?.mean;
  if (!ends || own === undefined) return undefined;
  const verdict = verdictOf(ends);
  const moved = `${decimals(own - ends.mean)} without its weight, ${decimals(own)} with all of it: ${difference(ends)}`;
  const slider = `the slider of ${names.label(reward)}`;
  if (verdict === 'open') return { verdict, sentence: `no difference shown yet by ${slider}, ${moved}.` };
  return { verdict, sentence: `${slider} moves its reward${ends.mean > 0 ? '' : ' the wrong way'}, ${moved}.` };
}

/** The same of the twin. Twins of two points share no resamples in the file, so the interval is as wide as they allow. */
function twinFinding(policy: FrontPolicy, reward: string, axis: number, count: number, names: ScorerNames): Said | undefined {
  const twin = names.twin(reward);
  if (twin === undefined) return undefined;
  const at = cornerOf(policy, axis, count)?.twins[twin];
  const others = Array.from({ length: count }, (_, other) => (other === axis ? undefined : cornerOf(policy, other, count)?.twins[twin]));
  const elsewhere = others.filter((one) => one !== undefined);
  if (!at || elsewhere.length === 0) return undefined;
  const apart = less(at, meanOf(elsewhere));
  const verdict = verdictOf(apart);
  const scorer = `${names.label(twin)}, the twin of ${names.label(reward)} that nothing was trained on,`;
  if (verdict === 'open') return { verdict, sentence: `no difference shown yet in ${scorer} ${difference(apart)}.` };
  if (apart.mean > 0) return { verdict, sentence: `${scorer} moves the same way, ${difference(apart)}.` };
  return {
    verdict,
    sentence: `${scorer} moves the other way, ${difference(apart)}: the reward was met in a way that its twin does not see.`,
  };
}

/** The weighting at which the guard fell most below that of the base. */
function guardFinding({ points }: FrontPolicy, base: FrontPoint): Said | undefined {
  const own = base.rewards.guard;
  if (!own) return undefined;
  const guards = points.flatMap(({ rewards }) => rewards.guard ?? []);
  const lowest = guards.reduce<Interval | undefined>((low, one) => (low && low.mean <= one.mean ? low : one), undefined);
  if (!lowest) return undefined;
  const apart = less(lowest, own);
  const verdict = verdictOf(apart);
  const figures = `${decimals(lowest.mean)} at its lowest, the base has ${decimals(own.mean)}`;
  if (verdict === 'open') return { verdict, sentence: `no difference shown yet between its guard and that of the base, ${figures}.` };
  return { verdict, sentence: `its guard is ${apart.mean < 0 ? 'below' : 'above'} that of the base, ${figures}.` };
}

function fluencyFinding({ indicators }: FrontPolicy): Said | undefined {
  const nll = indicators?.nllAboveBase;
  if (!nll) return undefined;
  const figures = `${decimals(nll.mean)} nats a token (${between(nll)})`;
  const sentence = `at its least fluent weighting the base finds its texts less likely than its own by ${figures}`;
  return {
    verdict: verdictOf(nll),
    sentence:
      nll.mean <= FLUENT
        ? `${sentence}, within the ${FLUENT} that count as fluent.`
        : `${sentence}: more than the ${FLUENT} that count as fluent.`,
  };
}

function pairFinding({ policy, less: other, hypervolume }: Comparison, labelOf: (id: string) => string): Finding {
  const [a, b] = [labelOf(policy), labelOf(other)];
  const verdict = verdictOf(hypervolume);
  const about = [policy, other];
  if (verdict === 'open')
    return { about, verdict, sentence: `${a} against ${b}: no difference in hypervolume shown yet, ${difference(hypervolume)}.` };
  return {
    about,
    verdict,
    sentence: `${a} against ${b}: the front of ${hypervolume.mean > 0 ? a : b} covers more, hypervolume ${difference(hypervolume)}.`,
  };
}

function cornerOf({ points }: FrontPolicy, axis: number, count: number): FrontPoint | undefined {
  return points.find(({ weights }) => sameWeighting(weights, cornerWeighting(count, axis)));
}

export function verdictOf({ low, high }: Interval): Finding['verdict'] {
  return low > 0 || high < 0 ? 'shown' : 'open';
}

function less(a: Interval, b: Interval): Interval {
  return { mean: a.mean - b.mean, low: a.low - b.high, high: a.high - b.low };
}

function meanOf(all: readonly Interval[]): Interval {
  const mean = (read: (one: Interval) => number) => all.reduce((sum, one) => sum + read(one), 0) / all.length;
  return { mean: mean((one) => one.mean), low: mean(({ low }) => low), high: mean(({ high }) => high) };
}

/** `+0.77 (0.70 to 0.83)`. */
function difference(interval: Interval): string {
  return `${interval.mean < 0 ? '' : '+'}${decimals(interval.mean)} (${between(interval)})`;
}

function between({ low, high }: Interval): string {
  return `${decimals(low)} to ${decimals(high)}`;
}

/** With a true minus sign; no negative zero. */
export function decimals(value: number, digits = 2): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−');
}
