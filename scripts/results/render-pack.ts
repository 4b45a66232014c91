/** One pack's part of docs/results.md. */
import type { Front, FrontIndicators, FrontPoint, FrontPolicy, Interval, Pack, Policy } from '../../src/engine/pack.ts';
import { mean } from '../../src/math/statistics.ts';
import { findMethod } from '../../src/methods/registry.ts';
import { familyOf } from '../make-pack/description.ts';
import { type Cell, count, decimals, table, withInterval } from './markdown.ts';
import { type Finding, findingsOf } from './orderings.ts';
import type { PackResults } from './read-results.ts';
import { FLUENT, isFluent, MONOTONE, type Slider, slidersOf } from './sliders.ts';

export function renderPack(results: PackResults): string {
  const { pack, front, replicas } = results;
  const scale = front.scale?.map(([low, high]) => `${decimals(low)} to ${decimals(high)}`).join(', ');
  return [
    `## ${pack.label}: ${pack.rewards.join(', ')}`,
    `${pack.task}. ${front.prompts.length} held-out prompts, seed${front.seeds.length > 1 ? 's' : ''} ${front.seeds.join(' and ')}, temperature ${pack.temperature}, at most ${pack.maxTokens} tokens. Reference point (${front.reference.map((value) => decimals(value, 4)).join(', ')})${scale ? `; 0 and 1 of a utility: ${scale}` : ''}. Measured at commit ${front.commit.slice(0, 10)}.`,
    budgetTable(results),
    frontTable(results),
    sliderTable(results),
    endsTable(results),
    trainedTable(results),
    pack.rewards.length === 2 ? alongTheSlider(results) : undefined,
    replicas ? variantTable(results, replicas) : undefined,
    replicas ? seedTable(results) : undefined,
    orderings(results),
  ]
    .filter((part) => part !== undefined)
    .join('\n\n');
}

function labelOf(pack: Pack, id: string): string {
  return pack.policies.find((policy) => policy.id === id)?.label ?? id;
}

function budgetTable({ pack, bytes }: PackResults): string {
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

function frontTable({ pack, front }: PackResults): string {
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
    aboveChord && `${aboveChord.count.mean} (${aboveChord.count.low} to ${aboveChord.count.high}) of ${aboveChord.of}`,
    worstGroup && `${worstGroup.group}: ${withInterval(worstGroup.meanInnerProduct)}`,
    withInterval(indicators.regret),
  ];
}

/** What is measured and not served, training seeds aside; its utility loss is against the points of its own file alone, so it is left out. */
function variantTable({ labels }: PackResults, replicas: Front): string | undefined {
  const rows = replicas.policies.flatMap(({ id, indicators }) =>
    indicators && familyOf(id) === id ? [[labels.get(id) ?? id, ...frontCells({ ...indicators, maximumUtilityLoss: undefined })]] : [],
  );
  return rows.length === 0 ? undefined : table(['measured, not served', ...FRONT_HEAD], rows);
}

function sliderTable({ pack, front }: PackResults): string {
  const sliders = slidersOf(pack, front);
  const cell = ({ ends, spearman, ofLevels, monotone, beyondChance }: Slider) =>
    [
      withInterval(ends, 2),
      `ρ ${decimals(spearman, 2)}${monotone ? '' : ` < ${MONOTONE} (of levels ${decimals(ofLevels, 2)})`}`,
      beyondChance === false ? 'ends not apart' : undefined,
    ]
      .filter((part) => part !== undefined)
      .join('; ');
  const rows = front.policies.map((policy): Cell[] => {
    const own = sliders.filter((slider) => slider.policy === policy.id);
    const fluent = policy.indicators && isFluent(policy.indicators);
    return [
      labelOf(pack, policy.id),
      ...pack.rewards.map((reward) => own.filter((slider) => slider.reward === reward).map(cell)[0]),
      ...pack.rewards.map((reward) => withInterval(policy.indicators?.range?.[reward], 2)),
      span(policy, ({ kl }) => kl.mean, 1),
      policy.indicators?.nllAboveBase && `${withInterval(policy.indicators.nllAboveBase, 2)}${fluent ? '' : ` > ${FLUENT}`}`,
      span(policy, ({ finished }) => finished, 2),
      span(policy, ({ distinct3 }) => distinct3, 2),
    ];
  });
  const head = [
    'sliders',
    ...pack.rewards.map((reward) => `${reward}: own end less others`),
    ...pack.rewards.map((reward) => `${reward}: range`),
    'KL, nats an answer',
    'highest NLL above the base',
    'finished',
    'distinct-3',
  ];
  return table(head, rows);
}

/** Lowest to highest over a policy's points; one figure where they print alike. */
function span(
  { points }: FrontPolicy,
  value: (point: FrontPolicy['points'][number]) => number | undefined,
  digits: number,
): string | undefined {
  const values = points.flatMap((point) => value(point) ?? []);
  if (values.length === 0) return undefined;
  const [low, high] = [decimals(Math.min(...values), digits), decimals(Math.max(...values), digits)];
  return low === high ? low : `${low} to ${high}`;
}

/** Rewards and their twins from no weight to all of it: a reward that rises without its twin was hacked. */
function endsTable({ pack, front, twins }: PackResults): string | undefined {
  const twinned = pack.rewards.flatMap((reward, axis) => {
    const twin = twins.get(reward);
    return twin === undefined ? [] : [{ twin, axis }];
  });
  const rows = front.policies.flatMap(({ id, points }): Cell[][] => {
    const corners = points.filter(({ weights }) => weights.includes(1));
    if (corners.length < pack.rewards.length) return [];
    const between = (axis: number, value: (point: FrontPoint) => number | undefined) => {
      const at = (own: boolean) =>
        mean(corners.filter(({ weights }) => (weights[axis] === 1) === own).flatMap((point) => value(point) ?? []));
      return `${decimals(at(false), 2)} → ${decimals(at(true), 2)}`;
    };
    return [
      [
        labelOf(pack, id),
        ...pack.rewards.map((reward, axis) => between(axis, (point) => point.rewards[reward]?.mean)),
        ...twinned.map(({ twin, axis }) => between(axis, (point) => point.twins[twin]?.mean)),
      ],
    ];
  });
  if (rows.length === 0) return undefined;
  return table(['other corners → own', ...pack.rewards, ...twinned.map(({ twin }) => `${twin} (twin)`)], rows);
}

/** Columns: what was trained at one weighting; rows: its utility there, and by how much it exceeds every policy that was steered there. */
function trainedTable({ pack, front }: PackResults): string | undefined {
  const trained = front.trained ?? [];
  if (trained.length === 0) return undefined;
  const others = [...new Set(trained.flatMap(({ above }) => above.map(({ policy }) => policy)))];
  const head = trained.map(
    ({ policy, weights }) => `${labelOf(pack, policy)} at (${weights.map((weight) => decimals(weight, 2)).join(', ')})`,
  );
  const rows: Cell[][] = [
    ['utility there', ...trained.map(({ utility }) => withInterval(utility))],
    ...others.map((other) => [
      `above ${labelOf(pack, other)}`,
      ...trained.map(({ above }) => withInterval(above.find(({ policy }) => policy === other)?.utility)),
    ]),
  ];
  return table(['trained at one weighting', ...head], rows);
}

/** Of the eleven weightings of two axes. */
const SHOWN = [0, 0.2, 0.4, 0.5, 0.6, 0.8, 1];

/** Two axes: what a policy reaches from one end of the slider to the other, golden rewards and twins beside the axes. */
function alongTheSlider({ pack, front }: PackResults): string {
  const scores = [...pack.rewards.filter((reward) => reward !== 'closeness'), ...(pack.golden ?? [])];
  const twins = [...new Set(front.policies.flatMap(({ points }) => points.flatMap((point) => Object.keys(point.twins))))];
  const rows = front.policies.flatMap(({ id, points }) =>
    points
      .filter(({ weights }) => weights[0] === undefined || SHOWN.includes(weights[0]))
      .sort((a, b) => (a.weights[0] ?? 0) - (b.weights[0] ?? 0))
      .map((point): Cell[] => [
        labelOf(pack, id),
        point.weights[0] === undefined ? undefined : decimals(point.weights[0], 1),
        ...scores.map((score) => withInterval(point.rewards[score])),
        ...twins.map((twin) => withInterval(point.twins[twin])),
        withInterval(point.kl, 1),
      ]),
  );
  return table(
    ['along the slider', `weight of ${pack.rewards[0]}`, ...scores, ...twins.map((twin) => `${twin} (twin)`), 'KL, nats an answer'],
    rows,
  );
}

/** The same method trained with several seeds: the spread that no interval over prompts knows. */
function seedTable({ pack, front, replicas }: PackResults): string | undefined {
  const all = [...front.policies, ...(replicas?.policies ?? [])].filter(({ indicators }) => indicators !== undefined);
  const families = [...new Set(all.map(({ id }) => familyOf(id)))];
  const rows = families.flatMap((family): Cell[][] => {
    const members = all.filter(({ id }) => familyOf(id) === family);
    if (members.length < 2) return [];
    const column = (value: (policy: FrontPolicy) => number | undefined, digits = 3) => {
      const values = members.flatMap((policy) => value(policy) ?? []);
      if (values.length < 2) return undefined;
      return `${values.map((one) => decimals(one, digits)).join(', ')} (mean ${decimals(mean(values), digits)}, spread ${decimals(Math.max(...values) - Math.min(...values), digits)})`;
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

function orderings(results: PackResults): string | undefined {
  const { findings, missing } = findingsOf(results);
  if (findings.length === 0 && missing.length === 0) return undefined;
  const line = ({ claim, source, statistic, difference, verdict }: Finding) =>
    `- **${verdict}**: ${claim} (${source}). ${statistic} ${withInterval(difference)}.`;
  return [
    '**Orderings of the papers**',
    findings.map(line).join('\n'),
    missing.length > 0 ? `Not measured in this pack: ${missing.join(', ')}.` : undefined,
  ]
    .filter((part) => part !== undefined && part !== '')
    .join('\n\n');
}
