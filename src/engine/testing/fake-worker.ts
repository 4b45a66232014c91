/** Workers whose answers the test writes, and a client over them. For tests only. */
import { WorkerEngineClient } from '../client.ts';
import type { BackendId, EngineInfo, FromWorker, HeldRung, LoadArgs, ToWorker } from '../protocol.ts';
import type { WorkerLike } from '../worker-link.ts';
import { fakeInfo } from './fake-engine.ts';

export const loadArgs: LoadArgs = { manifestUrl: 'https://host.test/manifest.json', backend: 'auto' };

export function infoOf(backend: BackendId, change: Partial<EngineInfo> = {}): EngineInfo {
  return { ...fakeInfo, backend, held: { backend, machine: 'a fake', rungs: [] }, ...change };
}

export class FakeWorker implements WorkerLike {
  onmessage: WorkerLike['onmessage'] = null;
  onerror: WorkerLike['onerror'] = null;
  onmessageerror: WorkerLike['onmessageerror'] = null;
  readonly received: ToWorker[] = [];
  terminated = false;
  postMessage(message: ToWorker): void {
    if (!this.terminated) this.received.push(message);
  }
  terminate(): void {
    this.terminated = true;
  }
  send(message: FromWorker): void {
    this.onmessage?.call(this as unknown as Worker, { data: message } as MessageEvent);
  }
  /** An error event of the worker; without a message its script could not be fetched. */
  die(message: string | undefined): void {
    this.onerror?.call(this as unknown as Worker, { message, preventDefault: () => undefined } as ErrorEvent);
  }
  /** The last call received. */
  get call() {
    return this.received.findLast((message) => message.kind === 'call') as Extract<ToWorker, { kind: 'call' }>;
  }
  get aborts(): number[] {
    return this.received.flatMap((message) => (message.kind === 'abort' ? [message.id] : []));
  }
  get pings(): number {
    return this.received.filter(({ kind }) => kind === 'ping').length;
  }
  progress(phase: 'shards' | 'weights' | 'session' | 'check', backend?: BackendId): void {
    const event = { type: 'load-progress', phase, done: 0, total: 1, note: '', ...(backend ? { backend } : {}) } as const;
    this.send({ kind: 'event', id: this.call.id, event });
  }
  fail(code: 'network' | 'backend' | 'out-of-memory' | 'bad-adapter', message: string): void {
    this.send({ kind: 'error', id: this.call.id, error: { code, message } });
  }
  answer(result: Extract<FromWorker, { kind: 'result' }>['result']): void {
    this.send({ kind: 'result', id: this.call.id, result });
  }
  answerLoad(backend: BackendId, change: Partial<EngineInfo> = {}): void {
    this.progress('check', backend);
    this.answer(infoOf(backend, change));
  }
}

/** @param held What the browser remembers of an earlier visit. */
export function makeClient(held?: HeldRung) {
  const workers: FakeWorker[] = [];
  const locks = new Map<string, () => void>();
  const kept: HeldRung[] = held ? [held] : [];
  const frames: (() => void)[] = [];
  const client = new WorkerEngineClient({
    spawn: () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    },
    waitForLock: (name, onFree) => locks.set(name, onFree),
    schedule: (flush) => frames.push(flush),
    memory: { read: () => kept.at(-1), write: (rung) => kept.push(rung) },
  });
  const statuses: string[] = [];
  client.subscribe(({ state }) => statuses.push(state));
  return { client, workers, statuses, locks, kept, frames, worker: (index: number) => workers[index] as FakeWorker };
}

export async function readyClient(backend: BackendId) {
  const made = makeClient();
  const loading = made.client.load(loadArgs);
  made.worker(0).answerLoad(backend);
  await loading;
  return made;
}
