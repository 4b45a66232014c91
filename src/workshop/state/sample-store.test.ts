import { expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { Pool } from '../../training/pool.ts';
import type { PoolState } from './pool-state.ts';
import { followPool } from './sample-store.ts';

const poolOf = (text: string): Pool => ({
  ...{ format: 'tiller-pool/1', base: '', system: '', limit: 64, temperature: 0.8, seed: 1, stop: 2, commit: '', prompts: ['p'] },
  answers: [{ prompt: 0, tokens: [], text, finished: true, cuts: [] }],
});
const state = (status: PoolState['status'], pool?: Pool) => ({ status, pool }) as PoolState;
const textOf = (store: ReturnType<typeof followPool>) => store.getState().sample?.inputs[0]?.text;

it('takes the shipped answers until there are own ones, and those of a pool only while it rests', async () => {
  const pool = createStore(() => state('missing'));
  const store = followPool(pool, async () => poolOf('shipped'));
  await vi.waitUntil(() => store.getState().sample !== undefined);
  expect(textOf(store)).toBe('shipped');
  pool.setState(state('making', poolOf('half')));
  expect(textOf(store)).toBe('shipped');
  pool.setState(state('ready', poolOf('own')));
  expect(textOf(store)).toBe('own');
});

it('has none where the site has no pool', async () => {
  const fetchShipped = vi.fn(async () => Promise.reject(new Error('no network')));
  const store = followPool(
    createStore(() => state('missing')),
    fetchShipped,
  );
  await Promise.resolve();
  expect(fetchShipped).toHaveBeenCalledOnce();
  expect(store.getState().sample).toBeUndefined();
});
