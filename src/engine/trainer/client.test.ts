import { expect, it, vi } from 'vitest';
import type { WorkerLike } from '../worker-link.ts';
import { createTrainer } from './client.ts';
import type { OpenArgs } from './protocol.ts';

const openArgs = { manifestUrl: 'https://host.test/manifest.json' } as OpenArgs;
const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

interface Call {
  readonly kind: string;
  readonly id: number;
  readonly name: string;
  readonly args: unknown;
}

class TestWorker implements WorkerLike {
  onmessage: WorkerLike['onmessage'] = null;
  onerror: WorkerLike['onerror'] = null;
  onmessageerror: WorkerLike['onmessageerror'] = null;
  readonly received: Call[] = [];
  terminated = false;
  postMessage(message: Call): void {
    this.received.push(message);
  }
  terminate(): void {
    this.terminated = true;
  }
  say(message: object): void {
    this.onmessage?.call(this as unknown as Worker, { data: message } as MessageEvent);
  }
  last(name: string): Call {
    return this.received.findLast((message) => message.name === name) as Call;
  }
  answer(name: string, result: unknown): void {
    this.say({ kind: 'result', id: this.last(name).id, result });
  }
}

function setUp() {
  const workers: TestWorker[] = [];
  const onLost = vi.fn();
  const locks = new Map<string, () => void>();
  const spawn = () => {
    const worker = new TestWorker();
    workers.push(worker);
    return worker as unknown as Worker;
  };
  const trainer = createTrainer({ spawn, waitForLock: (name, onFree) => locks.set(name, onFree) }, onLost);
  const open = async () => {
    const opening = trainer.open(openArgs);
    workers.at(-1)?.answer('open', { note: 'here' });
    return opening;
  };
  return { trainer, workers, onLost, locks, open, worker: (place: number) => workers[place] as TestWorker };
}

it('opens in a fresh worker each time, as memory cannot shrink, and frees it at the end', async () => {
  const { trainer, workers, open, worker } = setUp();
  expect(await open()).toEqual({ note: 'here' });
  await open();
  expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
  trainer.close();
  expect(worker(1).terminated).toBe(true);
  await expect(trainer.checkpoint()).rejects.toThrow('no policy is open: call open first');
});

it('an abort of a step asks the worker to stop, and believes what it says: the step may have been taken already', async () => {
  const { trainer, open, worker } = setUp();
  await open();
  const controller = new AbortController();
  const stepping = trainer.step({ rows: [], loss: { kind: 'likelihood' }, rate: 1, temperature: 1 }, { signal: controller.signal });
  controller.abort();
  await settle();
  expect(worker(0).received.map(({ kind, name }) => name ?? kind)).toEqual(['open', 'step', 'interrupt']);
  worker(0).answer('step', { step: 4 });
  expect(await stepping).toEqual({ step: 4 });
});

it('tells every worker whether to give way, one that starts while the engine is busy too', async () => {
  const { trainer, open, worker } = setUp();
  trainer.giveWay(true);
  await open();
  expect(worker(0).last('give-way').args).toEqual({ busy: true });
  trainer.giveWay(true);
  trainer.giveWay(false);
  expect(
    worker(0)
      .received.filter(({ name }) => name === 'give-way')
      .map(({ args }) => args),
  ).toEqual([{ busy: true }, { busy: false }]);
});

it('a worker that ends without a word ends the call that is open, and is told', async () => {
  const { trainer, open, worker, locks, onLost } = setUp();
  await open();
  worker(0).say({ kind: 'hello', lock: 'tiller-trainer-1' });
  const keeping = trainer.checkpoint();
  locks.get('tiller-trainer-1')?.();
  await expect(keeping).rejects.toMatchObject({ code: 'worker-died', message: "the trainer's worker ended without a word" });
  expect(onLost).toHaveBeenCalledOnce();
  await expect(trainer.checkpoint()).rejects.toThrow('no policy is open: call open first');
});

it('an open that fails leaves nothing behind', async () => {
  const { trainer, worker } = setUp();
  const opening = trainer.open(openArgs);
  worker(0).say({
    kind: 'error',
    id: worker(0).last('open').id,
    error: { code: 'out-of-memory', message: 'training needs 3,000 MB, expected at most 2,000 MB' },
  });
  await expect(opening).rejects.toMatchObject({ code: 'out-of-memory' });
  expect(worker(0).terminated).toBe(true);
});
