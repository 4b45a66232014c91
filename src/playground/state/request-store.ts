/** What every pane answers: the prompt, the seed and the sampling settings, all within stated limits. */
import { createStore } from 'zustand/vanilla';
import { fitPrompt } from './prompt-text.ts';

export interface Request {
  readonly prompt: string;
  /** Unsigned 32-bit. */
  readonly seed: number;
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
  readonly maxTokens: number;
}

export type NumericField = Exclude<keyof Request, 'prompt'>;

/** Lowest, highest and step of each number, for the controls and for the URL. */
export const requestLimits: Readonly<Record<NumericField, { readonly min: number; readonly max: number; readonly step: number }>> = {
  seed: { min: 0, max: 0xffffffff, step: 1 },
  temperature: { min: 0, max: 2, step: 0.05 },
  topK: { min: 0, max: 1000, step: 1 },
  topP: { min: 0.05, max: 1, step: 0.05 },
  maxTokens: { min: 8, max: 256, step: 8 },
};

/** The nearest allowed value: within the limits, whole where the step is whole. NaN gives the lowest. */
export function clampField(field: NumericField, value: number): number {
  const { min, max, step } = requestLimits[field];
  if (Number.isNaN(value)) return min;
  const whole = Number.isInteger(step) ? Math.round(value) : value;
  return Math.min(max, Math.max(min, whole));
}

export interface RequestState extends Request {
  setPrompt(prompt: string): void;
  setNumber(field: NumericField, value: number): void;
}

/** @param initial Values outside the limits are clamped. */
export function createRequestStore(initial: Request) {
  return createStore<RequestState>((set) => ({
    prompt: fitPrompt(initial.prompt),
    seed: clampField('seed', initial.seed),
    temperature: clampField('temperature', initial.temperature),
    topK: clampField('topK', initial.topK),
    topP: clampField('topP', initial.topP),
    maxTokens: clampField('maxTokens', initial.maxTokens),
    setPrompt: (prompt) => set({ prompt: fitPrompt(prompt) }),
    setNumber: (field, value) => set({ [field]: clampField(field, value) }),
  }));
}

export type RequestStore = ReturnType<typeof createRequestStore>;
