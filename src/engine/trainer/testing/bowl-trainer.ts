/** A trainer of the made-up model in the test's own thread: the worker's handlers without the worker. For tests only. */
import { EngineError } from '../../../lm/errors.ts';
import type { TrainerClient } from '../client.ts';
import type { TrainerCallName, TrainerCalls, TrainerEvent } from '../protocol.ts';
import { Gate } from '../worker/gate.ts';
import { createTrainer, type TrainerHandlers } from '../worker/trainer.ts';
import { type BowlOptions, openBowl } from './bowl.ts';

export interface BowlTrainer extends TrainerClient {
  /** Ends it as a worker that is lost ends. */
  die(): void;
  readonly opens: number;
}

export function bowlTrainer(options: BowlOptions = {}): BowlTrainer {
  let worker: TrainerHandlers | undefined;
  /** Of the calls that are open. */
  const open = new Set<AbortController>();
  let opens = 0;
  let dead: EngineError | undefined;
  const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
  const start = () => {
    let ticks = 0;
    dead = undefined;
    worker = createTrainer({ openGradients: (args) => openBowl(args, options), gate: new Gate(turn, () => ticks++), now: () => ticks++ });
  };

  async function call<K extends TrainerCallName>(
    name: K,
    args: TrainerCalls[K]['args'],
    onEvent: (event: TrainerEvent) => void = () => {},
  ): Promise<TrainerCalls[K]['result']> {
    if (!worker) throw new EngineError('bad-request', 'no policy is open: call open first');
    if (dead) throw dead;
    const mine = new AbortController();
    open.add(mine);
    const { signal } = mine;
    return worker[name](args as never, { signal, priority: 'interactive', onEvent }).finally(() => open.delete(mine));
  }

  async function interruptible<K extends 'step' | 'log-probabilities'>(
    name: K,
    args: TrainerCalls[K]['args'],
    { signal, onEvent }: { readonly signal?: AbortSignal; readonly onEvent?: (event: TrainerEvent) => void } = {},
  ) {
    signal?.throwIfAborted();
    const stop = () => void call('interrupt', {});
    signal?.addEventListener('abort', stop, { once: true });
    return call(name, args, onEvent).finally(() => signal?.removeEventListener('abort', stop));
  }

  return {
    async open(args, { onEvent } = {}) {
      opens += 1;
      start();
      return call('open', args, onEvent);
    },
    async beginStage(slowFactor) {
      await call('begin-stage', { slowFactor });
    },
    step: (args, given) => interruptible('step', args, given),
    logProbabilities: (args, given) => interruptible('log-probabilities', args, given),
    adapters: () => call('adapters', {}),
    checkpoint: () => call('checkpoint', {}),
    restore: (bytes) => call('restore', { bytes }),
    giveWay: (busy) => void call('give-way', { busy }).catch(() => {}),
    close() {
      worker = undefined;
    },
    die() {
      dead = new EngineError('worker-died', "the trainer's worker ended without a word");
      for (const call of open) call.abort(dead);
    },
    get opens() {
      return opens;
    },
  };
}
