/** Tables of a pack's policies: budgets, whole fronts, training seeds. */

import { mean } from '../../src/math/statistics.ts';
import { findMethod } from '../../src/methods/registry.ts';
import type { Interval } from '../../src/packs/fields.ts';
import type { Front, FrontIndicators, FrontPolicy } from '../../src/packs/front.ts';
import type { Policy } from '../../src/packs/pack.ts';
import { familyOf } from '../make-pack/description.ts';
import { type Cell, count, decimals, listed, table, withInterval } from './markdown.ts';
import { labelOf, type PackResults } from './read-results.ts';
import { span } from './reward-tables.ts';

export function budgetTable({ pack, bytes }: PackResults): string {
  const rows = pack.policies
    .filter(({ method }) => method !== 'single')
    .map((policy: Policy): Cell[] => {
      const { training } = policy;
      const adapters = bytes.get(policy.id) ?? 0;
      return [
        policy.label,
        training?.seed,
        count(training?.steps),
        count(training?.generatedTokens),
        count(training?.rewardCalls),
        training && decimals(training.minutes, 1),
        adapters === 0 ? undefined : decimals(adapters / 1e6, 2),
        findMethod(policy.method).forwardPasses(pack.rewards.length, policy.options),
      ];
    });
  const head = [
    'budget',
    'training seed',
    'steps',
    'generated tokens',
    'reward calls',
    'minutes',
    'adapters, MB',
    'forward passes a token, at most',
  ];
  return table(head, rows);
}

const FRONT_HEAD = [
  'hypervolume',
  'mean inner product',
  'expected utility',
  'maximum utility loss',
  'above the chord',
  'worst group',
  'regret to gold',
];

export function frontTable({ pack, front }: PackResults): string {
  const rows = front.policies.flatMap(({ id, indicators }) =>
    indicators
      ? [[labelOf(pack, id), ...frontCells(indicators), ...RIVALS.map((rival) => withInterval(dominatedBy(front, id, rival), 2))]]
      : [],
  );
  return table(['front', ...FRONT_HEAD, ...RIVALS.map((rival) => `share dominated by ${labelOf(pack, rival)}`)], rows);
}

/** Whose points the others are held against. */
const RIVALS = ['clp', 'rs'];

/** Share of a policy's grid points that points of the rival dominate. */
function dominatedBy({ comparisons }: Front, id: string, rival: string): Interval | undefined {
  return (
    comparisons.find(({ policy, less }) => policy === id && less === rival)?.dominated ??
    comparisons.find(({ policy, less }) => policy === rival && less === id)?.dominates
  );
}

function frontCells(indicators: FrontIndicators): Cell[] {
  const { aboveChord, worstGroup } = indicators;
  return [
    withInterval(indicators.hypervolume),
    withInterval(indicators.meanInnerProduct),
    withInterval(indicators.expectedUtility),
    withInterval(indicators.maximumUtilityLoss),
    aboveChord &&
      `${aboveChord.count.mean} (${decimals(aboveChord.count.low, 0)} to ${decimals(aboveChord.count.high, 0)}) of ${aboveChord.of}`,
    worstGroup && `${worstGroup.group}: ${withInterval(worstGroup.meanInnerProduct)}`,
    withInterval(indicators.regret),
  ];
}

/** What is measured and not served, training seeds aside; its utility loss is against the points of its own file alone, so it is left out. */
export function variantTable({ pack, labels }: PackResults, replicas: Front): string | undefined {
  const rows = replicas.policies.flatMap((policy): Cell[][] => {
    const { id, indicators } = policy;
    if (!indicators || familyOf(id) !== id) return [];
    return [
      [
        labels.get(id) ?? id,
        withInterval(indicators.hypervolume),
        withInterval(indicators.meanInnerProduct),
        withInterval(indicators.expectedUtility),
        listed(
          pack.rewards.map((reward) => indicators.steerability[reward] ?? 0),
          2,
        ),
        span(policy, ({ kl }) => kl.mean, 1),
        withInterval(indicators.nllAboveBase, 2),
      ],
    ];
  });
  const head = ['measured, not served', 'hypervolume', 'mean inner product', 'expected utility', `ρ of ${pack.rewards.join(', ')}`];
  return rows.length === 0 ? undefined : table([...head, 'KL, nats an answer', 'highest NLL above the base'], rows);
}

/** The same method trained with several seeds: the spread that no interval over prompts knows. */
export function seedTable({ pack, front, replicas }: PackResults): string | undefined {
  const all = [...front.policies, ...(replicas?.policies ?? [])].filter(({ indicators }) => indicators !== undefined);
  const families = [...new Set(all.map(({ id }) => familyOf(id)))];
  const rows = families.flatMap((family): Cell[][] => {
    const members = all.filter(({ id }) => familyOf(id) === family);
    if (members.length < 2) return [];
    const column = (value: (policy: FrontPolicy) => number | undefined, digits = 3) => {
      const values = members.flatMap((policy) => value(policy) ?? []);
      if (values.length < 2) return undefined;
      return `${listed(values, digits)} (mean ${decimals(mean(values), digits)}, spread ${decimals(Math.max(...values) - Math.min(...values), digits)})`;
    };
    return [
      [
        labelOf(pack, family),
        members.length,
        column(({ indicators }) => indicators?.hypervolume.mean),
        column(({ indicators }) => indicators?.meanInnerProduct?.mean),
        ...pack.rewards.map((reward) => column(({ indicators }) => indicators?.steerability[reward], 2)),
      ],
    ];
  });
  if (rows.length === 0) return undefined;
  return table(
    ['training seeds', 'policies', 'hypervolume', 'mean inner product', ...pack.rewards.map((reward) => `ρ of ${reward}`)],
    rows,
  );
}
