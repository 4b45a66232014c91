/**
 * How much a front is worth to someone whose utility is linear, u(v) = w . v, and whose weights w are any of a list. Points are maximised;
 * rewards of different units must be scaled before they come here.
 */
type Vectors = readonly (readonly number[])[];

/** w . v. @throws RangeError on unequal lengths. */
export function linearUtility(w: readonly number[], v: readonly number[]): number {
  if (w.length !== v.length) throw new RangeError(`utility of ${v.length} values under ${w.length} weights: expected equal lengths`);
  return w.reduce((sum, weight, i) => sum + weight * (v[i] as number), 0);
}

/**
 * Expected utility (EUM): mean over the weightings of max_v w . v. For every weighting the *best* point of the front counts, wherever the
 * policy was steered to reach it; what the policy reaches when steered by w itself is `meanInnerProduct`.
 * Source: Zintgraf et al. 2015, "Quality assessment of MORL algorithms: a utility-based approach"; `eum` of morl-baselines.
 */
export function expectedUtility(front: Vectors, weightings: Vectors): number {
  return average(weightings.map((w) => best(front, w)));
}

/**
 * Maximum utility loss (MUL), at least 0 when `front` is part of `reference`: the largest, over the weightings, of the best utility of the
 * reference less the best of the front. Source: Zintgraf et al. 2015; Hayes et al. 2022 (arXiv 2103.09568), section 7.
 */
export function maximumUtilityLoss(front: Vectors, reference: Vectors, weightings: Vectors): number {
  return Math.max(...weightings.map((w) => best(reference, w) - best(front, w)));
}

/**
 * Mean inner product (MIP): mean of w_i . v_i, where point i is what the policy reached when steered by weighting i.
 * Source: PARM (arXiv 2505.06274), which reports it beside the hypervolume.
 */
export function meanInnerProduct(points: Vectors, weightings: Vectors): number {
  paired(points, weightings);
  return average(points.map((point, i) => linearUtility(weightings[i] as readonly number[], point)));
}

/**
 * Mean over weightings of the utility of a policy trained at that weighting (gold) less that of the policy steered to it. Negative where
 * the steered one is better.
 */
export function meanRegret(points: Vectors, gold: Vectors, weightings: Vectors): number {
  paired(gold, weightings);
  return meanInnerProduct(gold, weightings) - meanInnerProduct(points, weightings);
}

function best(front: Vectors, w: readonly number[]): number {
  if (front.length === 0) throw new RangeError('utility of a front without points: expected at least one');
  return Math.max(...front.map((point) => linearUtility(w, point)));
}

function paired(points: Vectors, weightings: Vectors): void {
  if (points.length !== weightings.length) {
    throw new RangeError(`${points.length} points for ${weightings.length} weightings: expected one a weighting`);
  }
}

function average(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('mean utility over no weightings: expected at least one');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
