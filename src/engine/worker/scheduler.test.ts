import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Priority } from '../wire.ts';
import { Scheduler } from './scheduler.ts';

/** Lets everything that is ready run. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const never = new AbortController().signal;

interface Wish {
  readonly priority: Priority;
  readonly steps: number;
  /** Boundaries that others pass before this call comes. */
  readonly comes: number;
  /** Boundaries of all calls after which it is aborted. */
  readonly aborted: number | undefined;
}

const wish = fc.record<Wish>({
  priority: fc.constantFrom('interactive', 'background'),
  steps: fc.nat({ max: 6 }),
  comes: fc.nat({ max: 12 }),
  aborted: fc.option(fc.nat({ max: 20 }), { nil: undefined }),
});

/** Runs the wishes over one clock, which ticks at every pause; tells who did each step, and what came of every call. */
async function play(wishes: readonly Wish[]) {
  let ticks = 0;
  const scheduler = new Scheduler(async () => {
    ticks += 1;
    await turn();
  });
  const began: number[] = [];
  const log: { readonly call: number; readonly step: number; readonly waitingInteractive: number }[] = [];
  let inside: number | undefined;
  const waiting = new Set<number>();
  const at = async (tick: number) => {
    for (let idle = 0; ticks < tick && idle < 40; idle += 1) await turn();
  };
  const calls = wishes.map(async ({ priority, steps, comes, aborted }, call) => {
    const abort = new AbortController();
    if (aborted !== undefined) void at(aborted).then(() => abort.abort());
    await at(comes);
    if (priority === 'interactive') waiting.add(call);
    try {
      return await scheduler.run(priority, abort.signal, async ({ between }) => {
        waiting.delete(call);
        began.push(call);
        for (let step = 0; step < steps; step += 1) {
          expect(inside, 'who has the network').toBeUndefined();
          inside = call;
          log.push({ call, step, waitingInteractive: waiting.size });
          await Promise.resolve();
          inside = undefined;
          await between();
        }
        return 'done' as const;
      });
    } catch (error) {
      expect(error).toBe(abort.signal.reason);
      return 'aborted' as const;
    } finally {
      waiting.delete(call);
    }
  });
  const ends = await Promise.all(calls);
  // Whatever was aborted where: the network is free.
  expect(await scheduler.run('background', never, async () => 'free')).toBe('free');
  return { began, log, ends };
}

describe('any calls that come and are aborted at any time', () => {
  it('are never in the network at once, and all end', () =>
    fc.assert(
      fc.asyncProperty(fc.array(wish, { maxLength: 7 }), async (wishes) => {
        const { log, ends } = await play(wishes);
        for (const [call, { steps, aborted }] of wishes.entries()) {
          const own = log.filter((entry) => entry.call === call).map(({ step }) => step);
          expect(own).toEqual(own.map((_, i) => i));
          if (aborted === undefined) expect(ends[call]).toBe('done');
          if (ends[call] === 'done') expect(own).toHaveLength(steps);
        }
      }),
      { numRuns: 150 },
    ));

  it('begin in the order in which they came, among equals', () =>
    fc.assert(
      fc.asyncProperty(fc.array(wish, { maxLength: 7 }), async (wishes) => {
        const together = wishes.map((one) => ({ ...one, comes: 0, aborted: undefined }));
        const { began, log } = await play(together);
        for (const priority of ['interactive', 'background'] as const) {
          const equals = began.filter((call) => together[call]?.priority === priority);
          expect(equals).toEqual([...equals].sort((a, b) => a - b));
          // An equal is done before the next begins.
          const order = log.flatMap(({ call }) => (together[call]?.priority === priority ? [call] : []));
          expect(order).toEqual([...order].sort((a, b) => a - b));
        }
      }),
      { numRuns: 100 },
    ));

  it('take no step in the background while an interactive one waits', () =>
    fc.assert(
      fc.asyncProperty(fc.array(wish, { maxLength: 7 }), async (wishes) => {
        const { log } = await play(wishes);
        for (const { call, step, waitingInteractive } of log) {
          if (wishes[call]?.priority === 'background' && step > 0) expect(waitingInteractive).toBe(0);
        }
      }),
      { numRuns: 150 },
    ));
});

it('a background call that gave way goes on by itself, before those that have not begun', async () => {
  const scheduler = new Scheduler(turn);
  const log: string[] = [];
  const work = (name: string, steps: number) => async (hold: { between(): Promise<void> }) => {
    for (let step = 0; step < steps; step += 1) {
      log.push(name);
      await hold.between();
    }
  };
  const first = scheduler.run('background', never, work('first', 3));
  const second = scheduler.run('background', never, work('second', 1));
  await turn();
  const asked = scheduler.run('interactive', never, work('asked', 2));
  await Promise.all([first, second, asked]);
  expect(log.join(' ')).toMatch(/^(first )+asked asked (first )+second$/);
});

it('an abort is heard while the call waits, without its turn', async () => {
  const scheduler = new Scheduler(turn);
  let finish = () => {};
  const long = scheduler.run('interactive', never, () => new Promise<void>((resolve) => (finish = resolve)));
  const abort = new AbortController();
  const waiting = scheduler.run('interactive', abort.signal, async () => 'ran');
  abort.abort(new DOMException('not wanted', 'AbortError'));
  await expect(waiting).rejects.toThrow('not wanted');
  finish();
  await long;
});

it('a call that fails gives the network back', async () => {
  const scheduler = new Scheduler(turn);
  const failing = scheduler.run('interactive', never, () => Promise.reject(new Error('no room')));
  const next = scheduler.run('interactive', never, async () => 'ran');
  await expect(failing).rejects.toThrow('no room');
  expect(await next).toBe('ran');
});
