import { describe, expect, it, vi } from 'vitest';
import type { GenerateArgs, GenerateResult, ScoreArgs, ScoreResult } from '../lm/requests.ts';
import { createEngineClient, type EngineStatus, type WorkerLike } from './client.ts';
import type { BackendId, EngineInfo, FromWorker, LoadArgs, ToWorker } from './protocol.ts';

const loadArgs: LoadArgs = { manifestUrl: 'https://host.test/manifest.json', slots: [], backend: 'auto' };
const info = (backend: BackendId, rungs: EngineInfo['rungs'] = []): EngineInfo => ({
  backend,
  precision: 'f32',
  threads: 1,
  rungs,
  held: { backend, machine: 'a fake', rungs },
  outgrown: false,
  slots: [],
  vocabulary: 10,
  context: 10,
  fromCache: false,
  cached: true,
  loadMs: 1,
});
const generateArgs: GenerateArgs = {
  groups: [{ id: 'a', system: '', prompt: 'p', steering: { rows: [{ coefficients: {} }], mixer: { kind: 'identity' } }, seed: 1 }],
  sampling: { temperature: 1, topK: 0, topP: 1 },
  maxTokens: 8,
};
const finished = (tokens: number[], kept = 0): GenerateResult => ({
  groups: [{ id: 'a', text: tokens.join(' '), tokens, stop: 'end', kept, ties: 0 }],
  firstTokenMs: 1,
  totalMs: 2,
  steps: 1,
  msPerStep: 1,
});

/** A worker whose answers the test writes. */
class FakeWorker implements WorkerLike {
  onmessage: WorkerLike['onmessage'] = null;
  onerror: WorkerLike['onerror'] = null;
  onmessageerror: WorkerLike['onmessageerror'] = null;
  readonly received: ToWorker[] = [];
  terminated = false;
  postMessage(message: ToWorker): void {
    this.received.push(message);
  }
  terminate(): void {
    this.terminated = true;
  }
  send(message: FromWorker): void {
    this.onmessage?.call(this as unknown as Worker, { data: message } as MessageEvent);
  }
  die(message: string): void {
    this.onerror?.call(this as unknown as Worker, { message, preventDefault: () => undefined } as ErrorEvent);
  }
  /** The last call received. */
  get call() {
    const calls = this.received.filter((message) => message.kind === 'call');
    return calls[calls.length - 1] as Extract<ToWorker, { kind: 'call' }>;
  }
  answerLoad(backend: BackendId, rungs: EngineInfo['rungs'] = []): void {
    this.send({
      kind: 'event',
      id: this.call.id,
      event: { type: 'load-progress', phase: 'check', done: 1, total: 1, note: '', backend },
    });
    this.send({ kind: 'result', id: this.call.id, result: info(backend, rungs) });
  }
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

function make() {
  const workers: FakeWorker[] = [];
  const client = createEngineClient({
    spawn: () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    },
    schedule: (flush) => void setTimeout(flush, 0),
  });
  const statuses: EngineStatus['state'][] = [];
  client.subscribe(({ state }) => statuses.push(state));
  return { client, workers, statuses, worker: (index: number) => workers[index] as FakeWorker };
}

async function ready(backend: BackendId) {
  const made = make();
  const loading = made.client.load(loadArgs);
  made.worker(0).answerLoad(backend);
  await loading;
  return made;
}

describe('load', () => {
  it('passes progress on, as event and as status, and ends ready', async () => {
    const { client, worker, statuses } = make();
    const onEvent = vi.fn();
    const loading = client.load(loadArgs, { onEvent });
    worker(0).answerLoad('wasm');
    expect(client.status).toMatchObject({ state: 'loading', progress: { phase: 'check' } });
    expect(await loading).toMatchObject({ backend: 'wasm' });
    expect(onEvent).toHaveBeenCalledTimes(1);
    expect(statuses).toEqual(['loading', 'loading', 'ready']);
  });

  it('ends the worker when aborted, so that nothing goes on in the background', async () => {
    const { client, worker } = make();
    const controller = new AbortController();
    const loading = client.load(loadArgs, { signal: controller.signal });
    controller.abort();
    await expect(loading).rejects.toMatchObject({ name: 'AbortError' });
    expect(worker(0).terminated).toBe(true);
    expect(client.status).toEqual({ state: 'idle' });
  });

  it('takes the next rung in a new worker when a rung kills its worker, and says why', async () => {
    const { client, worker, workers } = make();
    const loading = client.load(loadArgs);
    const progress = { type: 'load-progress', phase: 'session', done: 0, total: 1, note: '', backend: 'wasm-threads' } as const;
    worker(0).send({ kind: 'event', id: worker(0).call.id, event: progress });
    worker(0).die('out of memory');
    await settle();
    expect(worker(0).terminated).toBe(true);
    const dead = {
      backend: 'wasm-threads',
      outcome: 'failed',
      reason: "the engine's worker died: out of memory",
      code: 'worker-died',
    } as const;
    expect(worker(1).call.args).toMatchObject({ failed: [dead] });
    const rungs = [dead, { backend: 'wasm', outcome: 'chosen', reason: 'Runs.' }] as const;
    worker(1).answerLoad('wasm', rungs);
    expect((await loading).rungs).toEqual(rungs);
    expect(workers.length).toBe(2);
  });

  it('tries nothing again that failed in this page, whichever worker it failed in', async () => {
    const { client, worker } = make();
    const loading = client.load(loadArgs);
    const gpu = { backend: 'webgpu', outcome: 'failed', reason: 'logits differ', code: 'backend' } as const;
    const starting = { type: 'load-progress', phase: 'weights', done: 0, total: 1, note: '', backend: 'wasm-threads' } as const;
    for (const event of [{ type: 'rung-failed', report: gpu } as const, starting])
      worker(0).send({ kind: 'event', id: worker(0).call.id, event });
    worker(0).die('crash');
    await settle();
    expect(worker(1).call.args).toMatchObject({ failed: [gpu, { backend: 'wasm-threads', code: 'worker-died' }] });
    worker(1).answerLoad('wasm');
    await loading;
  });

  it('moves to a new worker what won over a model that was built beside it, and asks only once', async () => {
    const { client, worker, workers } = make();
    const loading = client.load(loadArgs);
    const won = { ...info('webgpu'), outgrown: true };
    worker(0).send({ kind: 'result', id: worker(0).call.id, result: won });
    await settle();
    expect(worker(0).terminated).toBe(true);
    expect(worker(1).call.args).toMatchObject({ first: won.held });
    worker(1).answerLoad('webgpu');
    expect(await loading).toMatchObject({ backend: 'webgpu', outgrown: false });
    expect(workers.length).toBe(2);
  });

  it('does not try another backend than the one the user chose, nor again for an error of the network', async () => {
    const chosen = make();
    const loading = chosen.client.load({ ...loadArgs, backend: 'webgpu' });
    chosen.worker(0).send({ kind: 'error', id: chosen.worker(0).call.id, error: { code: 'backend', message: 'no adapter' } });
    await expect(loading).rejects.toMatchObject({ code: 'backend', message: 'no adapter' });
    expect(chosen.client.status).toMatchObject({ state: 'failed' });

    const offline = make();
    const failing = offline.client.load(loadArgs);
    offline.worker(0).send({ kind: 'error', id: offline.worker(0).call.id, error: { code: 'network', message: 'part-0.bin' } });
    await expect(failing).rejects.toMatchObject({ code: 'network' });
    expect(offline.workers.length).toBe(1);
  });
});

describe('a load beside the present model', () => {
  const other: LoadArgs = { ...loadArgs, slots: [{ id: 'rs', url: 'https://host.test/rs' }] };
  const progress = { type: 'load-progress', phase: 'weights', done: 0, total: 1, note: '', backend: 'wasm-threads' } as const;

  it('goes on answering until the new one is ready, then takes its place', async () => {
    const { client, worker } = await ready('wasm-threads');
    const loading = client.load(other, { beside: true });
    expect(worker(1).call.args).toMatchObject({ slots: other.slots, backend: 'wasm-threads' });
    worker(1).send({ kind: 'event', id: worker(1).call.id, event: progress });
    expect(client.status).toMatchObject({ state: 'ready', next: { progress: { phase: 'weights' } } });
    const running = client.generate(generateArgs);
    worker(0).send({ kind: 'result', id: worker(0).call.id, result: finished([4]) });
    expect(await running).toEqual(finished([4]));

    const late = client.generate(generateArgs);
    worker(1).answerLoad('wasm-threads');
    await loading;
    await expect(late).rejects.toMatchObject({ name: 'AbortError' });
    expect(worker(0).terminated).toBe(true);
    expect(client.status).toEqual({ state: 'ready', info: info('wasm-threads') });
    const next = client.generate(generateArgs);
    worker(1).send({ kind: 'result', id: worker(1).call.id, result: finished([5]) });
    expect(await next).toEqual(finished([5]));
  });

  it('that is lost afterwards restarts with the bank that it had, wherever the ladder leads', async () => {
    const { client, worker } = await ready('webgpu');
    const loading = client.load(other, { beside: true });
    worker(1).answerLoad('webgpu');
    await loading;
    worker(1).send({ kind: 'device-lost', reason: 'the GPU device was lost: driver reset' });
    expect(worker(2).call.args).toMatchObject({ slots: other.slots, backend: 'auto', failed: [{ backend: 'webgpu' }] });
  });

  it.each([
    [
      'fails',
      (worker: FakeWorker) => worker.send({ kind: 'error', id: worker.call.id, error: { code: 'bad-adapter', message: 'no' } }),
      'no',
    ],
    ['is aborted', (_: FakeWorker, controller: AbortController) => controller.abort(), 'abort'],
  ] as const)('that %s leaves the present one as it was', async (_, end, message) => {
    const { client, worker } = await ready('wasm');
    const controller = new AbortController();
    const loading = client.load(other, { beside: true, signal: controller.signal });
    end(worker(1), controller);
    await expect(loading).rejects.toThrow(message);
    expect(worker(1).terminated).toBe(true);
    expect(worker(0).terminated).toBe(false);
    expect(client.status).toEqual({ state: 'ready', info: info('wasm') });
  });

  it('that finds no memory is tried again alone', async () => {
    const { client, worker } = await ready('wasm');
    const loading = client.load(other, { beside: true });
    worker(1).die('out of memory');
    await settle();
    expect(worker(0).terminated).toBe(true);
    expect(client.status).toMatchObject({ state: 'loading' });
    worker(2).answerLoad('wasm');
    expect((await loading).backend).toBe('wasm');
  });

  it('ends when another load begins', async () => {
    const { client, worker } = await ready('wasm');
    const first = client.load(other, { beside: true });
    const second = client.load(loadArgs, { beside: true });
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    expect(worker(1).terminated).toBe(true);
    worker(2).answerLoad('wasm');
    await second;
    expect(worker(0).terminated).toBe(true);
    expect(client.status).toEqual({ state: 'ready', info: info('wasm') });
  });
});

describe('score', () => {
  const args: ScoreArgs = {
    groups: [
      {
        id: 'a',
        system: '',
        prompt: 'p',
        steering: { rows: [{ coefficients: {} }], mixer: { kind: 'identity' } },
        tokens: [1],
        ended: true,
      },
    ],
    temperature: 1,
  };
  const result: ScoreResult = { groups: [{ id: 'a', logRatio: 0.5, nll: 2 }], totalMs: 1 };

  it('is asked again on the next rung when the backend is lost', async () => {
    const { client, worker } = await ready('webgpu');
    const scoring = client.score(args);
    worker(0).die('crash');
    await settle();
    worker(1).answerLoad('wasm');
    await settle();
    expect(worker(1).call).toMatchObject({ name: 'score', args });
    worker(1).send({ kind: 'result', id: worker(1).call.id, result });
    expect(await scoring).toEqual(result);
  });

  it('is aborted by the id of its call', async () => {
    const { client, worker } = await ready('wasm');
    const controller = new AbortController();
    const scoring = client.score(args, controller);
    const { id } = worker(0).call;
    controller.abort();
    expect(worker(0).received.at(-1)).toEqual({ kind: 'abort', id });
    worker(0).send({ kind: 'error', id, error: { code: 'aborted', message: 'stopped' } });
    await expect(scoring).rejects.toMatchObject({ name: 'AbortError' });
    await expect(make().client.score(args)).rejects.toThrow('the engine is idle, expected ready');
  });
});

describe('generate', () => {
  it('refuses before a model is loaded', async () => {
    await expect(make().client.generate(generateArgs)).rejects.toThrow('the engine is idle, expected ready');
  });

  it('streams and resolves; an abort reaches the worker by the id of the call', async () => {
    const { client, worker } = await ready('wasm');
    const controller = new AbortController();
    const onEvent = vi.fn();
    const running = client.generate(generateArgs, { signal: controller.signal, onEvent });
    const { id } = worker(0).call;
    worker(0).send({ kind: 'event', id, event: { type: 'group-delta', id: 'a', tokens: [4], text: 'x' } });
    controller.abort();
    expect(worker(0).received.at(-1)).toEqual({ kind: 'abort', id });
    worker(0).send({ kind: 'result', id, result: finished([4]) });
    expect(await running).toEqual(finished([4]));
    expect(onEvent).toHaveBeenCalledWith({ type: 'group-delta', id: 'a', tokens: [4], text: 'x' });
    await expect(client.generate(generateArgs, { signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  it.each(['device lost', 'worker died'])('goes on from its tokens on the next rung: %s', async (how) => {
    const { client, worker, statuses } = await ready('webgpu');
    const told: number[] = [];
    const running = client.generate(generateArgs, {
      onEvent: (event) => {
        if (event.type === 'group-delta') told.push(...event.tokens);
      },
    });
    for (const token of [4, 5]) {
      worker(0).send({ kind: 'event', id: worker(0).call.id, event: { type: 'group-delta', id: 'a', tokens: [token], text: `${token}` } });
    }
    if (how === 'device lost') worker(0).send({ kind: 'device-lost', reason: 'the GPU device was lost: driver reset' });
    else worker(0).die('crash');
    await settle();
    expect(client.status.state).toBe('recovering');
    expect(worker(1).call).toMatchObject({ name: 'load', args: { backend: 'auto', failed: [{ backend: 'webgpu' }] } });
    worker(1).answerLoad('wasm-threads');
    await settle();
    expect(worker(1).call).toMatchObject({ name: 'generate', args: { groups: [{ id: 'a', draft: [4, 5] }] } });
    const { id } = worker(1).call;
    worker(1).send({ kind: 'event', id, event: { type: 'group-delta', id: 'a', tokens: [4, 5, 6], text: '456' } });
    worker(1).send({ kind: 'result', id, result: finished([4, 5, 6], 2) });
    expect((await running).groups[0]).toMatchObject({ tokens: [4, 5, 6], kept: 0 });
    expect(told).toEqual([4, 5, 6]);
    expect(statuses.slice(-3)).toEqual(['recovering', 'recovering', 'ready']);
    worker(0).send({ kind: 'device-lost', reason: 'late' });
    expect(client.status.state).toBe('ready');
  });

  it('recovers by itself while nothing runs', async () => {
    const { client, worker } = await ready('webgpu');
    worker(0).send({ kind: 'device-lost', reason: 'the GPU device was lost: driver reset' });
    expect(client.status).toMatchObject({ state: 'recovering', reason: 'the GPU device was lost: driver reset' });
    worker(1).answerLoad('wasm');
    await settle();
    expect(client.status.state).toBe('ready');
  });

  it('fails when the last rung dies, and when the recovery fails', async () => {
    const last = await ready('wasm');
    const running = last.client.generate(generateArgs);
    last.worker(0).die('crash');
    await expect(running).rejects.toMatchObject({ code: 'worker-died' });
    expect(last.client.status.state).toBe('failed');

    const gpu = await ready('webgpu');
    const waiting = gpu.client.generate(generateArgs);
    gpu.worker(0).die('crash');
    await settle();
    gpu.worker(1).send({ kind: 'error', id: gpu.worker(1).call.id, error: { code: 'network', message: 'offline' } });
    await expect(waiting).rejects.toMatchObject({ code: 'network' });
  });

  it('rejects what waits when disposed or loaded anew', async () => {
    const { client, worker } = await ready('wasm');
    const running = client.generate(generateArgs);
    await client.dispose();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    expect(worker(0).terminated).toBe(true);
    expect(client.status).toEqual({ state: 'idle' });
  });
});
