/** One prompt, a pool of answers to it, two word lists as rewards, and a policy that is conditioned on their weights: the workshop in small, exact. */
import { drawDirichlet } from '../../../math/draws.ts';
import { createRng } from '../../../math/rng.ts';
import { logSoftmax } from '../../../math/softmax.ts';
import { mean } from '../../../math/statistics.ts';
import { createOwnReward } from '../../../rewards/own/create.ts';
import { proposeTextTwin } from '../../../rewards/own/propose-text-twin.ts';
import type { Scorer } from '../../../rewards/reward.ts';
import { deviation } from '../../../training/calibration.ts';
import { utility } from '../../../training/utility.ts';

export interface OwnSettings {
  /** Words of each list, parted by commas. */
  readonly lists: readonly [string, string];
  readonly guard: boolean;
  /** Of a nat of KL, in deviations of the rewards. */
  readonly price: number;
  /** Share of the weights that training sees which are all on one reward. */
  readonly cornerShare: number;
}

/** What a policy comes to at a weight of the first reward. */
export interface OwnPoint {
  readonly weight: number;
  readonly rewards: readonly [number, number];
  /** Of scorers that nothing was trained on. */
  readonly twins: readonly [number, number];
  /** Of the pool's answers. */
  readonly chances: readonly number[];
  /** To the base, nats. */
  readonly kl: number;
}

export interface OwnWorld {
  readonly answers: readonly string[];
  /** What the base, all answers alike, comes to. */
  readonly base: OwnPoint;
  /** From weight 0 to 1 in tenths. */
  readonly front: readonly OwnPoint[];
}

const written: readonly string[] = [
  'I stayed in and read a long book.',
  'I slept late and did the shopping.',
  'I cleaned the car and paid the bills.',
  'There was not much to do, so I watched a film.',
  'I lay in the sun by the river, under a tree with nothing but sky above.',
  'After the rain the garden was full of sun, and a wind came up.',
  'I walked along the river to the sea, in the wind and the rain.',
  'I swam in the sea.',
  'I saw the sky turn red over the old tree.',
  'It was sun and river, and again the sea.',
  'My family came with a friend, and my mother cooked for all of us at home.',
  'We gave a party together, and my sister brought her children.',
  'A friend and my family stayed at home with my sister.',
  'I had dinner with my mother and her children.',
  'I went to a party.',
  'It was family, a party, then one friend.',
  'I walked by the river with my sister.',
  'We had a party in the garden.',
];

const steps = 36;
const groups = 5;
const rate = 1;
const guardWeight = 4;
const tenths = Array.from({ length: 11 }, (_, i) => i / 10);
/** The twins here are word lists as well, none a reward of the registry. */
const noRewards = { byId: new Map() };

/** The words of a list, each once. */
export function wordsOf(list: string): string[] {
  return [
    ...new Set(
      list
        .split(',')
        .map((word) => word.trim())
        .filter((word) => /[\p{L}\p{N}]/u.test(word) && word.length <= 80),
    ),
  ];
}

/** A reward of every other word and its twin of those held out; of fewer than four words, of all of them and by sentences. */
function rewardOf(
  list: string,
  id: string,
): { readonly reward: Scorer; readonly twin: Scorer; readonly counted: readonly string[] } | undefined {
  const phrases = wordsOf(list)
    .slice(0, 40)
    .map((phrase) => ({ phrase, weight: 1 }));
  if (phrases.length === 0) return undefined;
  const { definition } = proposeTextTwin({ id, label: id, kind: 'words', phrases, count: 'once', matchCase: false, half: 1 });
  const reward = createOwnReward(definition, noRewards, {});
  return { reward, twin: reward.twin, counted: definition.kind === 'words' ? definition.phrases.map(({ phrase }) => phrase) : [] };
}

/** Minus the share of words that were there before. */
export function guardOf(text: string): number {
  const words = text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
  return words.length === 0 ? 0 : new Set(words).size / words.length - 1;
}

/** Undefined while a list has no word. */
export function ownWorld({ lists, guard, price, cornerShare }: OwnSettings): OwnWorld | undefined {
  const [first, second] = [rewardOf(lists[0], 'own-first'), rewardOf(lists[1], 'own-second')];
  if (!first || !second) return undefined;
  // What a policy that is only paid for the words would say.
  const heaps = [first, second].map(({ counted }) => [...counted.slice(0, 4), ...counted.slice(0, 4), ...counted.slice(0, 4)].join(' '));
  const answers = [...written, ...heaps];
  const scores = (scorer: Scorer) => answers.map((text) => scorer.score({ prompt: '', text, finished: true }));
  const rewards = [scores(first.reward), scores(second.reward)] as const;
  const twins = [scores(first.twin), scores(second.twin)] as const;
  const settings = {
    units: rewards.map((values) => Math.max(0.05, deviation(values))),
    guard: guard ? guardWeight : 0,
    scalarisation: 'linear',
  } as const;
  const utilityAt = (weight: number) =>
    answers.map((text, i) => utility([rewards[0][i] as number, rewards[1][i] as number, guardOf(text)], [weight, 1 - weight], settings));
  const policy = train((weight) => Array.from(logSoftmax(utilityAt(weight), price), Math.exp), answers.length, cornerShare);
  const pointAt = (weight: number, chances: readonly number[]): OwnPoint => {
    const expected = (values: readonly number[]) => values.reduce((sum, value, i) => sum + value * (chances[i] as number), 0);
    return {
      ...{ weight, chances },
      rewards: [expected(rewards[0]), expected(rewards[1])],
      twins: [expected(twins[0]), expected(twins[1])],
      kl: Math.max(0, Math.log(answers.length) + chances.reduce((sum, chance) => sum + (chance > 0 ? chance * Math.log(chance) : 0), 0)),
    };
  };
  const alike = answers.map(() => 1 / answers.length);
  return { answers, base: pointAt(0.5, alike), front: tenths.map((weight) => pointAt(weight, policy(weight))) };
}

/**
 * Distillation as the workshop's offline stage has it: at drawn weights, towards the answers that the rewards ask for at the price of KL. One
 * table of logits is shared, one belongs to each reward and is multiplied by its weight, as CLP's matrices are.
 */
function train(targetAt: (weight: number) => readonly number[], answers: number, cornerShare: number): (weight: number) => number[] {
  const tables = [0, 1, 2].map(() => new Float64Array(answers));
  const random = createRng(1);
  const coefficients = (weight: number) => [1, weight, 1 - weight];
  const policy = (weight: number) => {
    const by = coefficients(weight);
    const logits = Array.from({ length: answers }, (_, i) =>
      tables.reduce((sum, table, k) => sum + (by[k] as number) * (table[i] as number), 0),
    );
    return Array.from(logSoftmax(logits), Math.exp);
  };
  for (let step = 0; step < steps; step += 1) {
    const drawn = Array.from({ length: groups }, () => {
      const corner = random() < 0.5 ? 0 : 1;
      const inside = drawDirichlet(random, 1, 2)[0] as number;
      return random() < cornerShare ? corner : inside;
    });
    const slopes = drawn.map((weight) => {
      const now = policy(weight);
      return { by: coefficients(weight), slope: targetAt(weight).map((target, i) => target - (now[i] as number)) };
    });
    tables.forEach((table, k) => {
      for (let i = 0; i < answers; i += 1) {
        const slope = mean(slopes.map(({ by, slope: of }) => (by[k] as number) * (of[i] as number)));
        table[i] = (table[i] as number) + rate * (k === 0 ? 0.3 : 1) * slope;
      }
    });
  }
  return policy;
}
