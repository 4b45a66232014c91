import type { EngineReward } from './reward.ts';

/**
 * Nearness to the base: minus the answer's log-ratio, whose mean over the policy's own answers is minus KL(policy, base). As an axis it turns
 * the KL weight of CLP (arXiv 2407.15762), which maximises (1 - alpha) r - alpha KL, into a weighting: w = (1 - alpha, alpha).
 */
export const closeness: EngineReward = {
  id: 'closeness',
  label: 'Closeness',
  formula: '-(log p - log p_base) of the answer, nats; its mean is minus the KL to the base',
  // One answer may lie above 0, where the base likes it better than the policy does, or below the lowest: bars end there.
  range: [-40, 0],
  hacks: ['saying what the base would say, whatever was asked'],
  read: ({ logRatio }) => 0 - logRatio,
};
