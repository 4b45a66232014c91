/** What every pane answers: the prompt, the system prompt, the seed and the sampling settings, all within stated limits. */
import { createStore } from 'zustand/vanilla';
import type { Sampling } from '../../lm/requests.ts';
import { fitPrompt } from './prompt-text.ts';

export interface Request extends Required<Sampling> {
  readonly prompt: string;
  /** The pack's own unless the reader changed it. */
  readonly system: string;
  /** Unsigned 32-bit. */
  readonly seed: number;
  readonly maxTokens: number;
}

export type NumericField = Exclude<keyof Request, 'prompt' | 'system'>;

/** Lowest, highest and step of each number, for the controls and for the URL. */
export const requestLimits: Readonly<Record<NumericField, { readonly min: number; readonly max: number; readonly step: number }>> = {
  seed: { min: 0, max: 0xffffffff, step: 1 },
  temperature: { min: 0, max: 2, step: 0.05 },
  topK: { min: 0, max: 1000, step: 1 },
  topP: { min: 0.05, max: 1, step: 0.05 },
  minP: { min: 0, max: 1, step: 0.01 },
  repetitionPenalty: { min: 1, max: 2, step: 0.05 },
  maxTokens: { min: 8, max: 256, step: 8 },
};

/** The nearest allowed value: within the limits, whole where the step is whole. NaN gives the lowest. */
export function clampField(field: NumericField, value: number): number {
  const { min, max, step } = requestLimits[field];
  if (Number.isNaN(value)) return min;
  const whole = Number.isInteger(step) ? Math.round(value) : value;
  return Math.min(max, Math.max(min, whole));
}

/** What of a request decides how tokens are drawn. */
export function samplingOf({ temperature, topK, topP, minP, repetitionPenalty }: Sampling): Sampling {
  return { temperature, topK, topP, minP, repetitionPenalty };
}

export interface RequestState extends Request {
  setPrompt(prompt: string): void;
  setSystem(system: string): void;
  setNumber(field: NumericField, value: number): void;
}

/** @param initial Values outside the limits are clamped. */
export function createRequestStore(initial: Request) {
  return createStore<RequestState>((set) => ({
    prompt: fitPrompt(initial.prompt),
    system: fitPrompt(initial.system),
    seed: clampField('seed', initial.seed),
    temperature: clampField('temperature', initial.temperature),
    topK: clampField('topK', initial.topK),
    topP: clampField('topP', initial.topP),
    minP: clampField('minP', initial.minP),
    repetitionPenalty: clampField('repetitionPenalty', initial.repetitionPenalty),
    maxTokens: clampField('maxTokens', initial.maxTokens),
    setPrompt: (prompt) => set({ prompt: fitPrompt(prompt) }),
    setSystem: (system) => set({ system: fitPrompt(system) }),
    setNumber: (field, value) => set({ [field]: clampField(field, value) }),
  }));
}

export type RequestStore = ReturnType<typeof createRequestStore>;
