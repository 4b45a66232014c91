import type { EngineReward } from './reward.ts';

/**
 * A learned reward: a linear head on the base model with a LoRA of its own, trained to tell positive from negative sentences of film reviews
 * (SST-2). It stands for something that nobody wrote down as a formula, and so it can be wrong in ways that nobody wrote down.
 */
export const approval: EngineReward = {
  id: 'approval',
  label: 'Approval',
  formula: "sigmoid of a linear head on the base model's last hidden state, trained on SST-2; sees the answer alone",
  range: [0, 1],
  hacks: ['the words of a rave review about anything', 'praise that answers no question'],
  read: ({ learned }) => learned,
};
