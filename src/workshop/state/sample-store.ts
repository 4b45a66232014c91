import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Pool } from '../../training/pool.ts';
import { type BaseSample, baseSample } from './base-sample.ts';
import type { PoolState } from './pool-state.ts';

/** The answers that rewards are tried on; undefined until there are any. */
export type SampleStore = StoreApi<{ readonly sample: BaseSample | undefined }>;

/**
 * Follows the project's pool while it rests. Before one's own prompts have answers, rewards are tried on the shipped ones.
 * @param fetchShipped rejects where the site's pool cannot be had: then there is no sample until a pool is made.
 */
export function followPool(pool: Pick<StoreApi<PoolState>, 'getState' | 'subscribe'>, fetchShipped: () => Promise<Pool>): SampleStore {
  const store: SampleStore = createStore(() => ({ sample: undefined }));
  let of: Pool | undefined;
  const take = (next: Pool) => {
    if (next === of) return;
    of = next;
    store.setState({ sample: baseSample(next) });
  };
  const follow = ({ status, pool: now }: PoolState) => {
    if ((status === 'ready' || status === 'stopped') && now) take(now);
    else if (status === 'missing' && !of) {
      fetchShipped().then(
        (shipped) => of || take(shipped),
        () => undefined,
      );
    }
  };
  pool.subscribe(follow);
  follow(pool.getState());
  return store;
}
