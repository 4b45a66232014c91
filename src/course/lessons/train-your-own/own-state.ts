/** What follows from the state of lesson 16. */
import type { Numbers } from '../../prose/parse-prose.ts';
import { type OwnPoint, type OwnSettings, type OwnWorld, ownWorld } from './own-world.ts';

export interface OwnState extends OwnSettings {
  /** Of the first reward, where the reader looks. */
  readonly weight: number;
  /** Whether the scorers that nothing was trained on are drawn. */
  readonly twin: boolean;
}

export const firstLists: OwnSettings['lists'] = [
  'sun, sky, river, wind, sea, rain, garden, tree',
  'family, mother, friend*, sister, party, home, together, children',
];

export const initial: OwnState = { lists: firstLists, guard: true, twin: false, price: 0.5, cornerShare: 0.5, weight: 0.5 };

let last: { readonly key: string; readonly world: OwnWorld | undefined } | undefined;

/** Trained once for the same settings, however often it is drawn; undefined while a list has no word. */
export function worldOf({ lists, guard, price, cornerShare }: OwnSettings): OwnWorld | undefined {
  const key = JSON.stringify([lists, guard, price, cornerShare]);
  if (last?.key !== key) last = { key, world: ownWorld({ lists, guard, price, cornerShare }) };
  return last.world;
}

/** The policy's point nearest to a weight. */
export function pointAt(world: OwnWorld, weight: number): OwnPoint {
  return world.front[Math.round(10 * weight)] as OwnPoint;
}

/** How far the slider moves each reward, from end to end. */
export function spans(world: OwnWorld): readonly [number, number] {
  const [low, high] = [pointAt(world, 0), pointAt(world, 1)];
  return [high.rewards[0] - low.rewards[0], low.rewards[1] - high.rewards[1]];
}

/** The answer that a policy gives most often, and the chance of it. */
export function commonest(world: OwnWorld, { chances }: OwnPoint): { readonly text: string; readonly chance: number } {
  const place = chances.reduce((best, chance, i) => (chance > (chances[best] as number) ? i : best), 0);
  return { text: world.answers[place] as string, chance: chances[place] as number };
}

/** By how much each twin rises over the base where its reward has all weight. */
export function twinRises(world: OwnWorld): readonly [number, number] {
  return [pointAt(world, 1).twins[0] - world.base.twins[0], pointAt(world, 0).twins[1] - world.base.twins[1]];
}

/** What a front of the reader's own is to have. */
export const wanted = { span: 0.25, twin: 0.02 };

/** One's own words, guarded, a slider that moves both, and twins that come along. */
export function madeOwn(state: OwnState): boolean {
  const world = worldOf(state);
  if (!world || !state.guard || state.lists.every((list, i) => list === firstLists[i])) return false;
  return spans(world).every((span) => span >= wanted.span) && twinRises(world).every((rise) => rise >= wanted.twin);
}

export function numbers(state: OwnState): Numbers {
  const world = worldOf(state);
  if (!world) return Object.fromEntries(names.map((name) => [name, '–']));
  const here = pointAt(world, state.weight);
  const said = commonest(world, here);
  const [firstSpan, secondSpan] = spans(world);
  const [firstTwin, secondTwin] = twinRises(world);
  return {
    ...{
      firstSpan,
      secondSpan,
      firstTwin: signed(firstTwin),
      secondTwin: signed(secondTwin),
      kl: here.kl,
      chance: percent(said.chance),
      said: said.text,
    },
    ...{ first: here.rewards[0], second: here.rewards[1], weight: state.weight, price: state.price, corners: percent(state.cornerShare) },
    ...{ answers: world.answers.length, span: wanted.span, twin: wanted.twin },
  };
}

const names = [
  ...['firstSpan', 'secondSpan', 'firstTwin', 'secondTwin', 'kl', 'chance', 'said', 'first', 'second', 'weight', 'price'],
  ...['corners', 'answers', 'span', 'twin'],
];

const percent = (share: number) => `${Math.round(100 * share)} %`;
const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
