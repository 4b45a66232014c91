/**
 * What a method trains: its slots, which coefficients a preference vector means, and which preference vectors it sees. Twin of
 * models/tiller/policy.py and of clp.py, rewarded_soups.py, trained_at.py and dial.py.
 */
import type { Hook } from '../lm/arch/linears.ts';
import { nearestWeighting } from '../math/simplex.ts';
import { guidedDraw } from './guided-draw.ts';
import type { Recipe } from './recipe.ts';
import { corners, dirichlet, points, strengths, type WeightingDraw } from './weighting-draws.ts';

export interface TrainedSlot {
  readonly name: string;
  /** Columns of its matrices; of a soft prompt 1, as a slot of it is one set of vectors. */
  readonly rank: number;
  /** Learns at `shared_factor` times the rate. */
  readonly slow: boolean;
}

export interface TrainedPolicy {
  readonly id: string;
  readonly hooks: readonly Hook[];
  readonly slots: readonly TrainedSlot[];
  /** Tokens of a soft prompt, each the mix of its slots' vectors; absent: none. */
  readonly softTokens?: number;
  /** One coefficient per slot at a preference vector. */
  coefficients(weights: readonly number[]): number[];
  readonly draw: WeightingDraw;
  /** By what the price of KL is multiplied at a preference vector. */
  klPrice(weights: readonly number[]): number;
}

const ATTENTION = ['qkv', 'o'] as const;
const VARIANTS = {
  attention: { id: 'clp', hooks: ATTENTION },
  full: { id: 'clp-full', hooks: ['qkv', 'o', 'gateUp', 'down'] },
  logit: { id: 'clp-logit', hooks: ['head'] },
} as const;

/** The weakest strength that a dial is trained at, and the share of rows at full strength (models/dial.py). */
const WEAKEST = 0.1;
const FULL_SHARE = 0.3;

/** The policy that a recipe describes, before its first step. */
export function policyOf(recipe: Recipe): TrainedPolicy {
  if (recipe.axes) return dial(recipe);
  switch (recipe.method) {
    case 'clp':
      return clp(recipe);
    case 'soups':
      return soups(recipe);
    case 'gold':
      return gold(recipe);
    case 'soft-prompt':
      return softPrompt(recipe);
  }
}

const samePrice = () => 1;
const sharedAndWeighted = (weights: readonly number[]) => [1, ...weights];
function drawOf({ rewards, draw }: Recipe): WeightingDraw {
  const plain = dirichlet(rewards.length, draw.alpha, draw.corner_share);
  return draw.guided ? guidedDraw(rewards.length, plain) : plain;
}

/**
 * Conditional Language Policy (arXiv 2407.15762): a shared slot that is always on, and a slot per reward that its weight scales. `full` gets
 * half the rank: it then has about as many numbers as `attention`.
 */
function clp(recipe: Recipe): TrainedPolicy {
  const variant = recipe.variant ?? 'attention';
  const { id, hooks } = VARIANTS[variant];
  const rank = variant === 'full' ? Math.floor(recipe.bank.rank / 2) : recipe.bank.rank;
  const slots = [
    { name: `${id}-shared`, rank, slow: true },
    ...recipe.rewards.map((reward) => ({ name: `${id}-${reward}`, rank, slow: false })),
  ];
  return { id, hooks, slots, coefficients: sharedAndWeighted, draw: drawOf(recipe), klPrice: samePrice };
}

/** The experts of Rewarded Soups (arXiv 2306.04488), trained in turns: at a corner only its own slot is on, and only it learns. */
function soups({ rewards, bank: { rank } }: Recipe): TrainedPolicy {
  const slots = rewards.map((reward) => ({ name: `rs-${reward}`, rank, slow: false }));
  return { id: 'rs', hooks: ATTENTION, slots, coefficients: (w) => [...w], draw: corners(rewards.length), klPrice: samePrice };
}

/** A policy for each of a few preference vectors: on at its own, off elsewhere. */
function gold({ gold: table = [], bank: { rank } }: Recipe): TrainedPolicy {
  const slots = table.map((_, i) => ({ name: `gold-${i + 1}`, rank, slow: false }));
  const coefficients = (weights: readonly number[]) => {
    const nearest = nearestWeighting(weights, table);
    return table.map((_, i) => (i === nearest ? 1 : 0));
  };
  return { id: 'gold', hooks: ATTENTION, slots, coefficients, draw: points(table), klPrice: samePrice };
}

/**
 * A soft prompt (prompt tuning, arXiv 2104.08691) that reads its preference: vectors before the chat, each S + sum_i w_i P_i. The bank's rank
 * says how many.
 */
function softPrompt(recipe: Recipe): TrainedPolicy {
  const names = ['shared', ...recipe.rewards];
  const slots = names.map((name, i) => ({ name: `soft-${name}`, rank: 1, slow: i === 0 }));
  const shared = { coefficients: sharedAndWeighted, draw: drawOf(recipe), klPrice: samePrice };
  return { id: 'soft', hooks: [], slots, softTokens: recipe.bank.rank, ...shared };
}

/**
 * One reward against closeness to the base, w = (s, 1 - s): one slot whose coefficient is s, and one nat of KL costs 1 / s times the price
 * (CLP maximises (1 - alpha) r - alpha KL).
 */
function dial({ rewards, bank: { rank } }: Recipe): TrainedPolicy {
  return {
    id: 'clp',
    hooks: ATTENTION,
    slots: rewards.map((reward) => ({ name: `clp-${reward}`, rank, slow: false })),
    coefficients: ([s = 0]) => [s],
    draw: strengths(WEAKEST, FULL_SHARE),
    klPrice: ([s = 0]) => 1 / Math.max(s, WEAKEST),
  };
}
