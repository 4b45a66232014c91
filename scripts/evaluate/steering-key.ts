import { createHash } from 'node:crypto';
import type { Steering } from '../../src/methods/method.ts';
import type { Pack } from '../../src/packs/pack.ts';

/** What of a pack decides an answer, beside its steering. */
export type AnswerFrame = Pick<Pack, 'base' | 'system' | 'maxTokens' | 'temperature' | 'rewardModel'>;

/**
 * Names everything that a measured answer depends on, beside prompt and seed: base model, prompt, length, temperature, and of every row the
 * contents of the adapters that it uses with their coefficients. So an answer is measured again when one of its own adapters changed, and only
 * then; and two policies that come to the same rows (the corners of Rewarded Soups and of MOD; the base in every pack) are measured once.
 * @param contents hash of every slot's files.
 */
export function steeringKey(frame: AnswerFrame, contents: ReadonlyMap<string, string>, steering: Steering): string {
  const contentOf = (slot: string): string => {
    const content = contents.get(slot);
    if (content === undefined) throw new RangeError(`no slot ${slot}, expected one of ${[...contents.keys()].join(', ')}`);
    return content;
  };
  const { rows, mixer } = withSay(steering);
  const described = rows.map(({ coefficients, system }) => ({
    system: system ?? frame.system,
    uses: Object.entries(coefficients)
      .filter(([, coefficient]) => coefficient !== 0)
      .map(([slot, coefficient]): [string, number] => [contentOf(slot), coefficient])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  }));
  const { base, maxTokens, temperature, rewardModel } = frame;
  const scored = rewardModel ? contentOf(rewardModel.slot) : null;
  const text = JSON.stringify([base, frame.system, maxTokens, temperature, scored, described, mixer]);
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}

/** Without the rows of weight 0; a single row of weight 1 is the row itself (DeRa at lambda 0 is the base, MOD at a corner an expert). */
function withSay({ rows, mixer }: Steering): Steering {
  if (mixer.kind !== 'linear' && mixer.kind !== 'log-probs') return { rows, mixer };
  const kept = rows.filter((_, i) => mixer.weights[i] !== 0);
  const weights = mixer.weights.filter((weight) => weight !== 0);
  return { rows: kept, mixer: weights.length === 1 && weights[0] === 1 ? { kind: 'identity' } : { ...mixer, weights } };
}
