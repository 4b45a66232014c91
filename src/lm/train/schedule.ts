/** How the learning rate goes over a stage; the names are those of a run's config.json. */
export interface Schedule {
  readonly rate: number;
  readonly steps: number;
  /** Steps until the rate is whole. */
  readonly warm_up: number;
  /** The share of the rate that the cosine leaves at the end. */
  readonly final_rate: number;
}

/** A straight warm-up, times half a cosine (SGDR, arXiv 1608.03983, eq. 5, without restarts): `Trainer.set_rate` of models/tiller/trainer.py. */
export function rateAt({ rate, steps, warm_up, final_rate }: Schedule, step: number): number {
  const warm = Math.min(1, (step + 1) / warm_up);
  return rate * warm * (final_rate + (1 - final_rate) * 0.5 * (1 + Math.cos((Math.PI * step) / steps)));
}
