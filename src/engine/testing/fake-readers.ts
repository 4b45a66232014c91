/** The calls of a fake engine that ask the base alone. */
import type { ChooseArgs, StatesArgs, StateText } from '../../lm/reading.ts';
import type { EnginePort } from '../engine-port.ts';

export interface FakeReading {
  /** The hidden state of a text; its length alone unless told. */
  readonly stateOf?: (text: StateText) => readonly number[];
  /** The log-probability of every word; alike unless told. */
  readonly chooses?: (question: ChooseArgs['questions'][number], words: readonly string[]) => readonly number[];
}

export interface FakeReaders extends Pick<EnginePort, 'states' | 'choose'> {
  readonly readings: StatesArgs[];
  readonly choosings: ChooseArgs[];
}

/** @param answer Awaited before each answer; what it throws is thrown. */
export function createFakeReaders(
  { stateOf = ({ text }) => [text.length], chooses = (_, words) => words.map(() => -Math.log(words.length)) }: FakeReading,
  answer: (signal?: AbortSignal) => Promise<void>,
): FakeReaders {
  const readings: StatesArgs[] = [];
  const choosings: ChooseArgs[] = [];
  return {
    readings,
    choosings,
    async states(args, { signal } = {}) {
      signal?.throwIfAborted();
      readings.push(args);
      await answer(signal);
      const all = args.texts.map(stateOf);
      const tokens = args.texts.reduce((sum, { text }) => sum + text.split(/\s+/).length, 0);
      return { states: Float32Array.from(all.flat()), width: all[0]?.length ?? 0, tokens, totalMs: 1 };
    },
    async choose(args, { signal } = {}) {
      signal?.throwIfAborted();
      choosings.push(args);
      await answer(signal);
      const logProbabilities = Float32Array.from(args.questions.flatMap((question) => chooses(question, args.words)));
      return { logProbabilities, tokens: args.questions.length, totalMs: 1 };
    },
  };
}
