/** The trainer inside the worker: one policy's matrices, the gradients of its steps, and an optimiser that moves them. */
import type { LlamaConfig } from '../../../lm/arch/llama-config.ts';
import { EngineError } from '../../../lm/errors.ts';
import type { MatrixRows } from '../../../lm/graph/weights.ts';
import type { Tokenizer } from '../../../lm/text/tokenizer.ts';
import { type AdamW, columnRates, createAdamW } from '../../../lm/train/adamw.ts';
import { readCheckpoint, writeCheckpoint } from '../../../lm/train/checkpoint.ts';
import { clipByNorm } from '../../../lm/train/clip.ts';
import { exportSlots } from '../../../lm/train/export-slots.ts';
import { lossOf } from '../../../lm/train/losses.ts';
import { columnCoefficients, createMatrices, foldScale, unfoldGradients } from '../../../lm/train/parameters.ts';
import type { Differentiator, TrainRow } from '../../../lm/train/train-types.ts';
import { anySignal } from '../../abort.ts';
import type { Handlers } from '../../worker/serve-calls.ts';
import type { OpenArgs, Opened, RowToTrain, StepArgs, Stepped, TrainerCalls, TrainerEvent } from '../protocol.ts';
import type { Gate } from './gate.ts';

/** Largest norm of all gradients together, as in models/tiller/trainer.py. */
const LARGEST_NORM = 1;

export type TrainerHandlers = Handlers<TrainerCalls, TrainerEvent>;
type Context = Parameters<TrainerHandlers['step']>[1];

/** A base whose gradients can be had. */
export interface OpenedGradients {
  readonly differentiator: Differentiator;
  readonly config: LlamaConfig;
  readonly tokenizer: Pick<Tokenizer, 'encodeChat'>;
  /** Rows of the head's matrix, where the head is trained. */
  readonly head?: MatrixRows;
  /** What a soft prompt begins with, [softTokens, width]. */
  readonly soft?: Float32Array;
  readonly opened: Omit<Opened, 'parameters'>;
}

export interface TrainerDeps {
  readonly openGradients: (args: OpenArgs, context: Pick<Context, 'signal' | 'onEvent'>) => Promise<OpenedGradients>;
  readonly gate: Gate;
  /** Milliseconds. */
  readonly now: () => number;
}

/** A policy in training. */
interface Training extends OpenedGradients {
  readonly bank: OpenArgs;
  values: Map<string, Float32Array>;
  slowFactor: number;
  optimiser: AdamW;
}

export function createTrainer({ openGradients, gate, now }: TrainerDeps): TrainerHandlers {
  let training: Training | undefined;
  /** Of the call that is at work. */
  let working: AbortController | undefined;

  function present(): Training {
    if (!training) throw new EngineError('bad-request', 'no policy is open: call open first');
    return training;
  }

  /** One at a time: what two would do to the same matrices at once is nobody's wish. */
  async function alone<T>(context: Context, work: (context: Context) => Promise<T>): Promise<T> {
    if (working) throw new EngineError('bad-request', 'the trainer is at work: wait for the call before');
    const mine = new AbortController();
    working = mine;
    try {
      return await work({ ...context, signal: anySignal(context.signal, mine.signal) });
    } finally {
      working = undefined;
    }
  }

  const optionsOf = (temperature: number, { signal, onEvent }: Context) => ({
    temperature,
    signal,
    between: async (done: number, total: number) => {
      onEvent({ type: 'piece-done', done, total });
      await gate.pass(signal);
    },
  });

  return {
    open: (args, asked) =>
      alone(asked, async (context) => {
        await training?.differentiator.dispose();
        training = undefined;
        const gradients = await openGradients(args, context);
        const values = createMatrices(gradients.config, args, args.seed, gradients.soft);
        training = { ...gradients, bank: args, values, slowFactor: 1, optimiser: createAdamW(values) };
        const parameters = [...values.values()].reduce((sum, { length }) => sum + length, 0);
        return { ...gradients.opened, parameters };
      }),
    'begin-stage': ({ slowFactor }, asked) =>
      alone(asked, async () => {
        const of = present();
        of.slowFactor = slowFactor;
        of.optimiser = createAdamW(of.values, ratesOf(of));
        return undefined;
      }),
    step: (args, asked) => alone(asked, (context) => step(present(), args, context, gate, now, optionsOf(args.temperature, context))),
    'log-probabilities': ({ rows, temperature }, asked) =>
      alone(asked, async (context) => {
        const of = present();
        const read = rows.map((row) => trainRow(row, of));
        return of.differentiator.logProbabilities(foldScale(of.values, of.bank.scale), read, optionsOf(temperature, context));
      }),
    adapters: (_, asked) =>
      alone(asked, async () => {
        const { config, bank, values, head, opened } = present();
        return exportSlots(config, bank, values, { base: opened.base.name, ...(head ? { head } : {}) });
      }),
    checkpoint: (_, asked) =>
      alone(asked, async () => {
        const { values, optimiser } = present();
        return writeCheckpoint({ values, optimiser: optimiser.state });
      }),
    restore: ({ bytes }, asked) =>
      alone(asked, async () => {
        const of = present();
        const { values, optimiser } = readCheckpoint(bytes, of.values);
        of.values = values;
        of.optimiser = createAdamW(values, ratesOf(of), optimiser);
        return { step: optimiser.steps };
      }),
    interrupt: async () => {
      working?.abort(new DOMException('the call was interrupted', 'AbortError'));
      return undefined;
    },
    'give-way': async ({ busy }) => {
      gate.setBusy(busy);
      return undefined;
    },
  };
}

/** Slow slots learn at their share of the rate. */
function ratesOf({ bank, differentiator, slowFactor }: Training) {
  const factors = Float32Array.from(bank.slots.flatMap(({ rank, slow }) => new Array<number>(rank).fill(slow ? slowFactor : 1)));
  return { rates: columnRates(differentiator.matrices, factors) };
}

function trainRow(
  { system, prompt, answer, coefficients }: RowToTrain,
  { bank, tokenizer }: Pick<Training, 'bank' | 'tokenizer'>,
): TrainRow {
  return { prompt: tokenizer.encodeChat({ system, prompt }), answer, columns: columnCoefficients(bank, coefficients) };
}

async function step(
  of: Training,
  { rows, loss: spec, rate }: StepArgs,
  { signal }: Context,
  gate: Gate,
  now: () => number,
  options: Parameters<Differentiator['gradients']>[3],
): Promise<Stepped> {
  const { differentiator, values, bank, optimiser } = of;
  if (rows.length === 0) throw new EngineError('bad-request', 'a step of no rows: expected one at least');
  const from = now();
  const stood = gate.stood;
  const tokens = rows.reduce((sum, { answer }) => sum + answer.length, 0);
  const asked = rows.map((row) => trainRow(row, of));
  const {
    loss,
    logp,
    gradients,
    tokens: computed,
  } = await differentiator.gradients(foldScale(values, bank.scale), asked, lossOf(spec, tokens), options);
  unfoldGradients(gradients, bank.scale);
  const norm = clipByNorm(gradients, LARGEST_NORM);
  if (!Number.isFinite(loss) || !Number.isFinite(norm))
    throw new EngineError(
      'diverged',
      `step ${optimiser.state.steps}: the loss is ${loss} and the gradient's norm ${norm}, expected numbers`,
    );
  signal.throwIfAborted();
  optimiser.step(gradients, rate);
  return { step: optimiser.state.steps, loss, norm, logp, tokens, computed, ms: now() - from - (gate.stood - stood) };
}
