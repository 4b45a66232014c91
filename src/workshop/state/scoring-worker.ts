/** The page's side of the scoring worker: starts it at the first call, pairs answers with calls, ends with it what it was asked. */
import type { FitRequest } from '../../rewards/own/fit-head.ts';
import type { FeatureHead, StateHead } from '../../rewards/own/learned-definition.ts';
import type { RewardInput } from '../../rewards/reward.ts';
import type { FromScoring, TextScorable, ToScoring } from '../scoring-worker/protocol.ts';
import type { RewardFault } from './scoring.ts';

/** What of a Worker is used; tests pass a fake. */
export type ScoringPort = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;

export interface TextScores {
  readonly ids: readonly string[];
  /** [inputs, ids], NaN where there is none. */
  readonly scores: Float64Array;
}

export interface TextScoringOptions {
  readonly signal?: AbortSignal;
  readonly twins: boolean;
  readonly onProgress: (texts: number) => void;
  readonly onFault: (fault: RewardFault) => void;
}

/** What a call is answered with. */
type Answer = Extract<FromScoring, { kind: 'scored' | 'fitted' }>;

interface Waiting {
  readonly options: Partial<TextScoringOptions>;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

export class ScoringWorker {
  #port: ScoringPort | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #newest = 0;

  /** @param lexicon URL of the word list. */
  constructor(
    private readonly spawn: () => ScoringPort,
    private readonly lexicon: string,
  ) {}

  /** @throws the signal's reason when aborted; Error when nothing can be scored, or the worker is gone: the next call starts another. */
  score(rewards: readonly TextScorable[], inputs: readonly RewardInput[], options: TextScoringOptions): Promise<TextScores> {
    const { twins } = options;
    return this.#call((id) => ({ kind: 'score', id, rewards, twins, inputs }), options) as Promise<TextScores & Answer>;
  }

  /** @throws as `score`; Error of one sentence when there is too little to fit. */
  async fit(fit: FitRequest, signal?: AbortSignal): Promise<StateHead | FeatureHead> {
    const fitted = await this.#call((id) => ({ kind: 'fit', id, fit }), signal ? { signal } : {});
    return (fitted as Extract<Answer, { kind: 'fitted' }>).head;
  }

  #call(message: (id: number) => ToScoring, options: Partial<TextScoringOptions>): Promise<Answer> {
    const { signal } = options;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const id = ++this.#newest;
      const stop = () => {
        this.#waiting.delete(id);
        this.#port?.postMessage({ kind: 'abort', id } satisfies ToScoring);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', stop, { once: true });
      const settled =
        <T>(then: (value: T) => void) =>
        (value: T) => {
          signal?.removeEventListener('abort', stop);
          then(value);
        };
      this.#waiting.set(id, { options, resolve: settled(resolve), reject: settled(reject) });
      this.#port ??= this.#start();
      this.#port.postMessage(message(id));
    });
  }

  dispose(): void {
    this.#end(new DOMException('the scoring was ended', 'AbortError'));
  }

  #start(): ScoringPort {
    const port = this.spawn();
    port.onmessage = ({ data }: MessageEvent<FromScoring>) => this.#receive(data);
    port.onerror = (event) => this.#end(new Error(event.message || 'The scoring worker could not start.'));
    port.postMessage({ kind: 'open', lexicon: this.lexicon } satisfies ToScoring);
    return port;
  }

  #receive(message: FromScoring): void {
    const waiting = this.#waiting.get(message.id);
    if (!waiting) return;
    if (message.kind === 'progress') waiting.options.onProgress?.(message.done);
    else if (message.kind === 'fault') waiting.options.onFault?.({ reward: message.reward, message: message.message });
    else {
      this.#waiting.delete(message.id);
      if (message.kind === 'failed') waiting.reject(new Error(message.message));
      else waiting.resolve(message);
    }
  }

  #end(error: Error): void {
    this.#port?.terminate();
    this.#port = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
  }
}
