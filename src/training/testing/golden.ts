/** What models/write_training.py wrote of the recipe in Python. */
import golden from '../../../models/fixtures/training.json' with { type: 'json' };
import type { Scalarisation } from '../recipe.ts';

interface Golden {
  readonly utilities: readonly {
    readonly kind: Scalarisation;
    readonly units: readonly number[];
    readonly guard: number;
    readonly weights: readonly number[];
    readonly table: readonly number[][];
    readonly utilities: readonly number[];
  }[];
  readonly groups: {
    readonly traces: readonly number[][][];
    readonly ratios: readonly number[][];
    readonly price: number;
    readonly discount: number;
    readonly units: readonly number[];
    readonly guard: number;
    readonly weights: readonly number[];
    readonly of: readonly {
      readonly credit: 'r3hf' | 'end';
      readonly normalise: 'utility' | 'gdpo';
      readonly kind: Scalarisation;
      readonly advantages: readonly number[][];
    }[];
  };
  readonly prices: {
    readonly kl_price: number;
    readonly kl_target: number;
    readonly steps: readonly {
      readonly weightings: number[][];
      readonly nats: number[];
      readonly prices: number[];
      readonly kl: number[];
    }[];
  };
  readonly batches: {
    readonly settings: Readonly<Record<string, unknown>>;
    readonly units: Readonly<Record<string, number>>;
    readonly weights: readonly number[][];
    readonly steps: readonly {
      readonly answers: readonly {
        readonly group: number;
        readonly finished: boolean;
        readonly old: number[];
        readonly base: number[];
        /** Rewards and guard up to every token. */
        readonly trace: readonly number[][];
      }[];
      readonly advantages: readonly number[][];
      readonly log: {
        readonly kl: number;
        readonly prices: readonly number[];
        readonly kl_by_reward: readonly number[];
        readonly finished: number;
        readonly guard: number;
        readonly by_reward: Readonly<Record<string, number>>;
      };
    }[];
  };
  readonly guided: readonly {
    readonly rewards: number;
    readonly steps: readonly { readonly weightings: number[][]; readonly earned: number[][] }[];
    readonly cells: readonly number[][];
    /** By cell; null where it was never seen. */
    readonly means: readonly (number[] | null)[];
    readonly growth: readonly number[];
  }[];
}

export const { utilities, groups, prices, batches, guided } = golden as unknown as Golden;
