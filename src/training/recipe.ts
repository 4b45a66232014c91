/**
 * The settings of a training run, in the words of `models/runs/<pack>/config.json`: a recipe is such a file with a method, and what Python
 * reads there it means here.
 */
import * as v from 'valibot';
import { type Complaint, Count, consistent, Finite, firstTwice, Id, Seed, Share } from '../packs/fields.ts';

const Positive = v.pipe(Finite, v.gtValue(0));
const AtLeastOne = v.pipe(Count, v.minValue(1));
const Weighting = v.array(Share);

/** How several rewards become one number: models/tiller/scalarise.py. */
export const SCALARISATIONS = ['linear', 'tchebycheff', 'soft-min'] as const;
export type Scalarisation = (typeof SCALARISATIONS)[number];

export const METHODS = ['clp', 'soups', 'gold', 'soft-prompt'] as const;
export const VARIANTS = ['attention', 'full', 'logit'] as const;

/** What both stages have: how far and how fast the matrices move. */
const descent = {
  steps: Count,
  /** Prompts of a step, each with a preference vector of its own. */
  groups: AtLeastOne,
  /** Weight of the guard in the utility. */
  guard: Finite,
  rate: Positive,
  /** Steps until the rate is whole. */
  warm_up: AtLeastOne,
  /** By what the rate of the shared slot is multiplied. */
  shared_factor: v.pipe(Finite, v.minValue(0)),
  /** What the half cosine leaves of the rate at the last step. */
  final_rate: v.optional(Share, 0.1),
  scalarisation: v.optional(v.picklist(SCALARISATIONS), 'linear'),
  /** Steps between two checkpoints of the scripts; a page keeps one each minute. */
  keep_every: v.optional(Count),
};

/** Best-of-n distillation of a pool: models/tiller/offline.py. */
const OfflineSchema = v.strictObject({
  ...descent,
  /** Candidates drawn for each prompt of a step, equal ones once. */
  picks: AtLeastOne,
  /** Of the target softmax(utility / temperature). */
  temperature: Positive,
});

/** Policy gradient on the policy's own answers: models/tiller/on_policy.py. */
const OnPolicySchema = v.strictObject({
  ...descent,
  /** Answers of a group. */
  samples: v.pipe(Count, v.minValue(2)),
  /** Gradient steps that a batch is cut into. */
  parts: AtLeastOne,
  /** Per token, of what follows. */
  discount: v.pipe(Share, v.gtValue(0)),
  /** Of the ratio to the policy that sampled, 1 +- clip. */
  clip: Positive,
  /** r3hf: a token gets what its word added to the rewards. end: the last token gets all. */
  credit: v.picklist(['r3hf', 'end']),
  /** Price of a nat of KL to the base, in deviations of a group's utility. */
  kl_price: v.pipe(Finite, v.minValue(0)),
  /** Nats an answer that a reward may spend before its price rises; null: the price stays. */
  kl_target: v.optional(v.nullable(Positive), null),
  /** gain: a token pays for its log-ratio to the base out of what it gained. loss: KL is a term of the loss (GRPO, arXiv 2402.03300, eq. 4). */
  kl_as: v.optional(v.picklist(['gain', 'loss']), 'gain'),
  /** utility: a group's utility is scaled to deviation one. gdpo: each of its rewards is, before they are summed (arXiv 2601.05242). */
  normalise: v.optional(v.picklist(['utility', 'gdpo']), 'utility'),
});

const RecipeFields = v.object({
  method: v.picklist(METHODS),
  /** Of CLP, which linears carry slots. Default: attention. */
  variant: v.optional(v.picklist(VARIANTS)),
  /** 1 to 3 ids; the order of every preference vector. */
  rewards: v.pipe(v.array(Id), v.minLength(1), v.maxLength(3)),
  /** One reward against closeness to the base: the second axis has no reward of its own, but a say in the price of KL. */
  axes: v.optional(v.array(Id)),
  /** Tokens of an answer. */
  limit: v.pipe(Count, v.minValue(1), v.maxValue(2048)),
  /** Of sampling, and of the log-probabilities that are trained. */
  temperature: v.pipe(Positive, v.maxValue(2)),
  seed: Seed,
  /** Rank of every slot, or how many tokens a soft prompt has; what B is multiplied by, so that lora_alpha = rank * scale. */
  bank: v.object({ rank: v.pipe(Count, v.minValue(1), v.maxValue(64)), scale: Positive }),
  offline: v.optional(OfflineSchema),
  on_policy: v.optional(OnPolicySchema),
  draw: v.optional(
    v.strictObject({
      /** Of the Dirichlet distribution: 1 is uniform on the simplex. */
      alpha: v.optional(Positive, 1),
      /** Share of rows that get all weight on one reward. */
      corner_share: v.optional(Share, 0.3),
      /** On-policy, where the front still grows (src/training/guided-draw.ts). */
      guided: v.exactOptional(v.boolean()),
    }),
    {},
  ),
  /** Of method gold: the preference vectors that get a policy each. */
  gold: v.optional(v.pipe(v.array(Weighting), v.minLength(1))),
});

/** @throws nothing; use `parseFile`, which names field, what was expected and what came. Keys of a config.json that say nothing of a policy are passed over; a setting of a stage or draw that the page does not have is refused. */
export const RecipeSchema = v.pipe(
  RecipeFields,
  consistent((recipe) => recipeComplaint(recipe)),
);

export type Recipe = v.InferOutput<typeof RecipeSchema>;
export type OfflineSettings = v.InferOutput<typeof OfflineSchema>;
export type OnPolicySettings = v.InferOutput<typeof OnPolicySchema>;

/** The axis that stands for the base. */
export const CLOSENESS = 'closeness';

function recipeComplaint(recipe: v.InferOutput<typeof RecipeFields>): Complaint | undefined {
  const { method, variant, rewards, axes, gold, bank } = recipe;
  const twice = firstTwice(rewards);
  if (twice) return { field: ['rewards', twice.index], expected: 'one that is not there before', got: twice.value };
  if (variant && method !== 'clp') return { field: ['variant'], expected: 'none, as only clp has variants', got: variant };
  if (variant === 'full' && bank.rank < 2) {
    return { field: ['bank', 'rank'], expected: 'at least 2, as variant full takes half of it', got: bank.rank };
  }
  if (axes && !(axes.length === 2 && rewards.length === 1 && axes[0] === rewards[0] && axes[1] === CLOSENESS)) {
    return { field: ['axes'], expected: `none, or the only reward and ${CLOSENESS}`, got: axes };
  }
  if (axes && method !== 'clp') return { field: ['method'], expected: `clp, where the axes have ${CLOSENESS}`, got: method };
  if (!recipe.offline && !recipe.on_policy) return { field: ['offline'], expected: 'settings of one stage at least', got: undefined };
  if (method !== 'gold') return undefined;
  if (!gold) return { field: ['gold'], expected: 'preference vectors, as method gold trains at them', got: gold };
  const off = gold.findIndex((w) => w.length !== rewards.length || Math.abs(w.reduce((sum, x) => sum + x, 0) - 1) > 1e-5);
  if (off < 0) return undefined;
  return { field: ['gold', off], expected: `${rewards.length} weights that sum to 1`, got: gold[off] };
}
