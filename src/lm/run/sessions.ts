/** The sessions of one network: one that serves every bank, or one for each way of reading a bank, over the same weights. */
import type { InferenceSession, Tensor } from 'onnxruntime-common';
import type { BankReads } from '../arch/bank-reads.ts';

export interface Sessions {
  /** What the one session reads, whatever a bank has; undefined where a session reads what the bank has and nothing else. */
  readonly reads: BankReads | undefined;
  /** By the graph's names, what every run is given; empty where the weights are constants of the graph. */
  readonly weights: Readonly<Record<string, Tensor>>;
  /** The session for banks that are read so, which lives as long as anyone holds it. */
  hold(reads: BankReads): HeldSession;
  /** Frees sessions and weights. */
  release(): Promise<void>;
}

export interface HeldSession {
  /** Makes the session where there is none yet: to be called in turn with runs of the network. */
  open(): Promise<InferenceSession>;
  release(): void;
}

/** A session with its weights inside. */
export function oneSession(session: InferenceSession, reads: BankReads): Sessions {
  const held: HeldSession = { open: async () => session, release: () => {} };
  return { reads, weights: {}, hold: () => held, release: () => session.release() };
}

/** Sessions that nobody holds and that are kept all the same: banks come back. */
const IDLE = 2;

interface Entry {
  readonly reads: BankReads;
  holders: number;
  session?: InferenceSession;
}

/** Sessions without weights, which come with every run: a bank that reads other linears needs another session, and no second copy of the weights. */
export class SharedSessions implements Sessions {
  readonly reads = undefined;
  /** Least recently held first. */
  readonly #entries = new Map<string, Entry>();

  constructor(
    readonly weights: Readonly<Record<string, Tensor>>,
    private readonly create: (reads: BankReads) => Promise<InferenceSession>,
  ) {}

  hold(reads: BankReads): HeldSession {
    const key = keyOf(reads);
    const entry = this.#entries.get(key) ?? { reads, holders: 0 };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.holders++;
    return {
      open: () => this.#open(entry),
      release: () => {
        entry.holders--;
      },
    };
  }

  async #open(entry: Entry): Promise<InferenceSession> {
    if (!entry.session) {
      await this.#forget();
      entry.session = await this.create(entry.reads);
    }
    return entry.session;
  }

  /** Here and not when the last holder leaves, who may leave in the middle of a run. */
  async #forget(): Promise<void> {
    const idle = [...this.#entries].filter(([, { holders }]) => holders === 0);
    for (const [key, { session }] of idle.slice(0, Math.max(0, idle.length - IDLE))) {
      this.#entries.delete(key);
      await session?.release();
    }
  }

  async release(): Promise<void> {
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    for (const { session } of entries) await session?.release();
    for (const tensor of Object.values(this.weights)) tensor.dispose();
  }
}

function keyOf({ linears, reward }: BankReads): string {
  return JSON.stringify([[...linears].sort(([a], [b]) => (a < b ? -1 : 1)), reward]);
}
