/** The prompts that come with the site: those of pack voice, in the split that its policies were trained and measured on. */
import voice from '../../models/prompts/voice.json' with { type: 'json' };
import type { PromptSplit } from './prompts.ts';

/** The system prompt that the shipped pool was answered under. */
export const shippedSystem: string = voice.system;

/** 150, 20 and 40. */
export const shippedPrompts: PromptSplit = { train: voice.train, tune: voice.tune, heldOut: voice.held_out };
