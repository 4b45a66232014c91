import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EngineError } from '../lm/errors.ts';
import type { ExplainArgs } from '../lm/explanation.ts';
import type { GenerateArgs, GenerateResult, ScoreArgs, ScoreResult } from '../lm/requests.ts';
import { WorkerEngineClient } from './client.ts';
import { heldMemory } from './held-memory.ts';
import { infoOf, loadArgs, makeClient, readyClient } from './testing/fake-worker.ts';
import { silentTicks, stoppingTicks, tickMs } from './watchdog.ts';

const steering = { rows: [{ coefficients: {} }], mixer: { kind: 'identity' } } as const;
const generateArgs: GenerateArgs = {
  groups: [{ id: 'a', system: '', prompt: 'p', steering, seed: 1 }],
  sampling: { temperature: 1, topK: 0, topP: 1 },
  maxTokens: 8,
  slots: [],
};
const scoreArgs: ScoreArgs = {
  groups: [{ id: 'a', system: '', prompt: 'p', steering, tokens: [1], ended: true }],
  temperature: 1,
  slots: [],
};
const finished = (tokens: number[], kept = 0): GenerateResult => ({
  groups: [{ id: 'a', text: tokens.join(' '), tokens, stop: 'end', kept, ties: 0 }],
  firstTokenMs: 1,
  totalMs: 2,
  steps: 1,
  msPerStep: 1,
});
const delta = (...tokens: number[]) => ({ type: 'group-delta', id: 'a', tokens, text: tokens.join('') }) as const;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
/** Lets what is ready happen; no time passes. */
const settle = () => vi.advanceTimersByTimeAsync(0);
const ticks = (count: number) => vi.advanceTimersByTimeAsync(count * tickMs);

describe('load', () => {
  it('passes progress on, as event and as status, and ends ready', async () => {
    const { client, worker, statuses } = makeClient();
    const onEvent = vi.fn();
    const loading = client.load(loadArgs, { onEvent });
    worker(0).answerLoad('wasm');
    expect(client.status).toMatchObject({ state: 'loading', progress: { phase: 'check' } });
    expect(await loading).toMatchObject({ backend: 'wasm' });
    expect(onEvent).toHaveBeenCalledTimes(1);
    expect(statuses).toEqual(['loading', 'loading', 'ready']);
  });

  it.each(['signal', 'cancelLoad'])('is cancelled at once by %s; a download may put away what came, a session is ended', async (how) => {
    for (const [phase, ends] of [
      ['shards', false],
      ['session', true],
    ] as const) {
      const { client, worker } = makeClient();
      const controller = new AbortController();
      const loading = client.load(loadArgs, controller);
      const ended = expect(loading).rejects.toMatchObject({ name: 'AbortError' });
      worker(0).progress(phase);
      if (how === 'signal') controller.abort();
      else client.cancelLoad();
      await ended;
      expect(client.status).toEqual({ state: 'idle' });
      expect(worker(0).aborts).toEqual([worker(0).call.id]);
      expect(worker(0).terminated).toBe(ends);
      worker(0).send({ kind: 'error', id: worker(0).call.id, error: { code: 'aborted', message: 'parts are kept' } });
      expect(worker(0).terminated).toBe(true);
    }
  });

  it('ends a cancelled download that does not answer', async () => {
    const { client, worker } = makeClient();
    const loading = client.load(loadArgs);
    client.cancelLoad();
    await expect(loading).rejects.toMatchObject({ name: 'AbortError' });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(worker(0).terminated).toBe(true);
  });

  it('takes the next rung in a new worker when a rung kills its worker, and tells it all that failed', async () => {
    const { client, worker, workers } = makeClient();
    const loading = client.load(loadArgs);
    const gpu = { backend: 'webgpu', outcome: 'failed', reason: 'wrong numbers', code: 'backend' } as const;
    worker(0).send({ kind: 'event', id: worker(0).call.id, event: { type: 'rung-failed', report: gpu } });
    worker(0).progress('session', 'wasm-threads');
    worker(0).die('out of memory');
    await settle();
    expect(worker(0).terminated).toBe(true);
    expect(worker(1).call.args).toMatchObject({
      failed: [gpu, { backend: 'wasm-threads', outcome: 'failed', reason: expect.stringContaining('out of memory') }],
    });
    worker(1).answerLoad('wasm');
    expect((await loading).backend).toBe('wasm');
    expect(workers.length).toBe(2);
  });

  it('does not try another backend than the one the user chose, nor again for an error of the network', async () => {
    const chosen = makeClient();
    const loading = chosen.client.load({ ...loadArgs, backend: 'webgpu' });
    chosen.worker(0).progress('weights', 'webgpu');
    chosen.worker(0).fail('backend', 'no adapter');
    await expect(loading).rejects.toMatchObject({ code: 'backend', message: 'no adapter' });
    expect(chosen.client.status).toMatchObject({ state: 'failed' });

    const offline = makeClient();
    const failing = offline.client.load(loadArgs);
    offline.worker(0).progress('weights', 'webgpu');
    offline.worker(0).fail('network', 'self-check.json');
    await expect(failing).rejects.toMatchObject({ code: 'network' });
    expect(offline.workers.length).toBe(1);
  });

  it('tells of memory that ran out, whatever the rungs after it died of', async () => {
    const { client, worker } = makeClient();
    const loading = client.load(loadArgs);
    worker(0).progress('session', 'wasm-threads');
    worker(0).fail('out-of-memory', 'not enough memory: the model needs 540 MB');
    await settle();
    worker(1).progress('session', 'wasm');
    worker(1).die('Aborted()');
    await expect(loading).rejects.toMatchObject({ code: 'out-of-memory', message: 'not enough memory: the model needs 540 MB' });
    expect(client.status).toMatchObject({ state: 'failed', error: { code: 'out-of-memory' } });
  });

  it('goes straight to the rung that held before, and remembers the one that holds now; a chosen backend neither asks nor tells', async () => {
    const before = { backend: 'wasm', machine: 'a fake', rungs: [] } as const;
    const { client, worker, kept } = makeClient(before);
    const loading = client.load(loadArgs);
    expect(worker(0).call.args).toMatchObject({ first: before });
    worker(0).answerLoad('wasm-threads');
    const { held } = await loading;
    expect(kept).toEqual([before, held]);
    const chosen = client.load({ ...loadArgs, backend: 'wasm' });
    expect(worker(1).call.args).not.toHaveProperty('first');
    worker(1).answerLoad('wasm');
    await chosen;
    expect(kept).toHaveLength(2);
  });

  it('moves to a worker that takes less memory where the ladder left its own outgrown, once', async () => {
    const { client, worker, workers } = makeClient();
    const loading = client.load(loadArgs);
    worker(0).answerLoad('wasm', { outgrown: true });
    await settle();
    expect(worker(0).terminated).toBe(true);
    expect(worker(1).call.args).toMatchObject({ first: { backend: 'wasm' } });
    worker(1).answerLoad('wasm', { outgrown: true });
    await loading;
    expect(workers).toHaveLength(2);
  });

  it('says what the browser lacks where the worker never starts, and that its code is gone where it cannot be fetched', async () => {
    for (const [message, code, said] of [
      ['Cannot use import statement outside a module', 'unsupported-browser', 'workers that are modules'],
      [undefined, 'network', 'reload the page'],
    ] as const) {
      const { client, worker } = makeClient();
      const loading = client.load(loadArgs);
      worker(0).die(message);
      await expect(loading).rejects.toMatchObject({ code, message: expect.stringContaining(said) });
      expect(client.status.state).toBe('failed');
    }
    const refusing = new WorkerEngineClient({
      spawn: () => {
        throw new EngineError('unsupported-browser', 'no workers');
      },
      waitForLock: () => {},
      schedule: () => {},
      memory: { read: () => undefined, write: () => {} },
    });
    await expect(refusing.load(loadArgs)).rejects.toThrow('no workers');
    expect(refusing.status).toMatchObject({ state: 'failed', error: { code: 'unsupported-browser' } });
  });

  it('that begins while another is on its way ends that; calls that run go on with the new model', async () => {
    const { client, worker } = await readyClient('wasm-threads');
    const running = client.generate(generateArgs);
    await settle();
    worker(0).send({ kind: 'event', id: worker(0).call.id, event: delta(4) });
    const first = client.load(loadArgs);
    expect(worker(0).terminated).toBe(true);
    const second = client.load({ ...loadArgs, backend: 'wasm' });
    await expect(first).rejects.toMatchObject({ name: 'AbortError', message: 'another load began' });
    worker(2).answerLoad('wasm');
    await second;
    await settle();
    expect(worker(2).call).toMatchObject({ name: 'generate', args: { groups: [{ draft: [4] }] } });
    worker(2).answer(finished([4, 5]));
    expect((await running).groups[0]?.tokens).toEqual([4, 5]);
  });
});

describe('what a call says', () => {
  it('carries its arguments, its adapters and its priority', async () => {
    const { client, worker } = await readyClient('wasm');
    const slots = [{ id: 'rs', url: 'https://host.test/rs' }];
    const preparing = client.prepare({ slots }, { priority: 'background' });
    await settle();
    expect(worker(0).call).toMatchObject({ name: 'prepare', args: { slots }, priority: 'background' });
    worker(0).answer({ slots: ['rs'], failures: [] });
    expect(await preparing).toEqual({ slots: ['rs'], failures: [] });
    const counting = client.count({ system: '', prompt: 'p' });
    await settle();
    expect(worker(0).call).toMatchObject({ name: 'count', priority: 'interactive' });
    worker(0).answer({ tokens: 9, limit: 2048 });
    expect(await counting).toEqual({ tokens: 9, limit: 2048 });
  });

  it('of two users neither ends the other', async () => {
    const { client, worker } = await readyClient('wasm');
    const lesson = client.generate(generateArgs);
    await settle();
    const lessonCall = worker(0).call.id;
    const page = client.prepare({ slots: [{ id: 'rs', url: 'https://host.test/rs' }] });
    await settle();
    worker(0).fail('bad-adapter', 'adapter rs: tensor T holds NaN');
    await expect(page).rejects.toMatchObject({ code: 'bad-adapter' });
    worker(0).send({ kind: 'result', id: lessonCall, result: finished([4]) });
    expect(await lesson).toEqual(finished([4]));
    expect(worker(0).aborts).toEqual([]);
  });

  it('waits for a model that is on its way, and is refused where none is', async () => {
    const { client, worker } = makeClient();
    await expect(client.score(scoreArgs)).rejects.toThrow('the engine is idle, expected ready');
    const loading = client.load(loadArgs);
    const running = client.generate(generateArgs);
    worker(0).answerLoad('wasm');
    await loading;
    await settle();
    worker(0).answer(finished([4]));
    expect(await running).toEqual(finished([4]));
  });

  it('score is asked again on the next rung when the backend is lost, and aborted at once', async () => {
    const { client, worker } = await readyClient('webgpu');
    const result: ScoreResult = { groups: [{ id: 'a', logRatio: 0.5, nll: 2 }], totalMs: 1 };
    const scoring = client.score(scoreArgs);
    await settle();
    worker(0).send({ kind: 'hello' });
    worker(0).die('crash');
    await settle();
    worker(1).answerLoad('wasm');
    await settle();
    expect(worker(1).call).toMatchObject({ name: 'score', args: scoreArgs });
    worker(1).answer(result);
    expect(await scoring).toEqual(result);
    const controller = new AbortController();
    const second = client.score(scoreArgs, controller);
    await settle();
    controller.abort();
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
    expect(worker(1).aborts).toEqual([worker(1).call.id]);
  });
});

it('tells when what the reader waits for begins and has all ended; background calls are not told of', async () => {
  const { client, worker } = await readyClient('wasm');
  const told: boolean[] = [];
  const stop = client.watchBusy((busy) => told.push(busy));
  const sweep = client.generate(generateArgs, { priority: 'background' });
  await settle();
  worker(0).answer(finished([4]));
  await sweep;
  const controller = new AbortController();
  const first = client.generate(generateArgs, { signal: controller.signal });
  await settle();
  const second = client.count({ system: '', prompt: 'p' });
  await settle();
  worker(0).answer({ tokens: 9, limit: 2048 });
  await second;
  expect(told).toEqual([false, true]);
  controller.abort();
  await first;
  expect(told).toEqual([false, true, false]);
  stop();
  const failing = client.load({ ...loadArgs, backend: 'wasm' });
  worker(1).fail('network', 'no network');
  await expect(failing).rejects.toThrow('no network');
  expect(told).toEqual([false, true, false]);
});

it('explain tells its progress, and begins anew where the model is lost on the way', async () => {
  const { client, worker } = await readyClient('webgpu');
  const { groups: _, ...rest } = scoreArgs;
  const steerings = [{ id: 'own', steering }];
  const args: ExplainArgs = { ...rest, system: '', prompt: 'p', tokens: [1], ended: true, steerings, rivals: 5 };
  const onEvent = vi.fn();
  const reading = client.explain(args, { onEvent, priority: 'background' });
  await settle();
  worker(0).send({ kind: 'event', id: worker(0).call.id, event: { type: 'explain-progress', done: 0.5 } });
  expect(onEvent).toHaveBeenCalledWith({ type: 'explain-progress', done: 0.5 });
  worker(0).send({ kind: 'device-lost', reason: 'driver reset' });
  await settle();
  worker(1).answerLoad('wasm');
  await settle();
  expect(worker(1).call).toMatchObject({ name: 'explain', args, priority: 'background' });
  worker(1).answer({ tokens: [], pieces: [], totalMs: 1 });
  expect(await reading).toEqual({ tokens: [], pieces: [], totalMs: 1 });
});

describe('generate', () => {
  it('streams and resolves', async () => {
    const { client, worker } = await readyClient('wasm');
    const onEvent = vi.fn();
    const running = client.generate(generateArgs, { onEvent });
    await settle();
    worker(0).send({ kind: 'event', id: worker(0).call.id, event: delta(4) });
    worker(0).answer(finished([4]));
    expect(await running).toEqual(finished([4]));
    expect(onEvent).toHaveBeenCalledWith(delta(4));
  });

  it('an abort resolves at once with the texts so far, though the worker says nothing', async () => {
    const { client, worker } = await readyClient('wasm');
    const controller = new AbortController();
    const running = client.generate(generateArgs, controller);
    await settle();
    const { id } = worker(0).call;
    worker(0).send({ kind: 'event', id, event: delta(4, 5) });
    controller.abort();
    expect((await running).groups).toEqual([{ id: 'a', text: '45', tokens: [4, 5], stop: 'aborted', kept: 0, ties: 0 }]);
    expect(worker(0).aborts).toEqual([id]);
    await expect(client.generate(generateArgs, controller)).rejects.toMatchObject({ name: 'AbortError' });
    // What the worker says late is nobody's.
    worker(0).send({ kind: 'event', id, event: delta(6) });
    worker(0).send({ kind: 'result', id, result: finished([4, 5, 6]) });
    expect(client.status.state).toBe('ready');
  });

  it('an abort while the next rung starts ends the call, which then never runs', async () => {
    const { client, worker } = await readyClient('webgpu');
    const controller = new AbortController();
    const running = client.generate(generateArgs, controller);
    await settle();
    worker(0).send({ kind: 'event', id: worker(0).call.id, event: delta(4) });
    worker(0).send({ kind: 'device-lost', reason: 'driver reset' });
    await settle();
    controller.abort();
    expect((await running).groups[0]).toMatchObject({ tokens: [4], stop: 'aborted' });
    worker(1).answerLoad('wasm');
    await settle();
    expect(worker(1).call.name).toBe('load');
  });

  it('a frame that comes after a failure tells nothing any more', async () => {
    const { client, worker, frames } = await readyClient('wasm');
    const onEvent = vi.fn();
    const running = client.generate(generateArgs, { onEvent });
    await settle();
    worker(0).send({ kind: 'event', id: worker(0).call.id, event: delta(4) });
    worker(0).fail('bad-adapter', 'no');
    await expect(running).rejects.toThrow('no');
    const told = onEvent.mock.calls.length;
    for (const frame of frames) frame();
    expect(onEvent).toHaveBeenCalledTimes(told);
  });

  it.each(['device lost', 'worker died'])('goes on from its tokens on the next rung: %s', async (how) => {
    const { client, worker, statuses, frames } = await readyClient('webgpu');
    const told: number[] = [];
    const running = client.generate(generateArgs, {
      onEvent: (event) => {
        if (event.type === 'group-delta') told.push(...event.tokens);
      },
    });
    await settle();
    for (const token of [4, 5]) worker(0).send({ kind: 'event', id: worker(0).call.id, event: delta(token) });
    for (const frame of frames.splice(0)) frame();
    if (how === 'device lost') worker(0).send({ kind: 'device-lost', reason: 'driver reset' });
    else worker(0).die('crash');
    await settle();
    expect(client.status.state).toBe('recovering');
    expect(worker(1).call).toMatchObject({ name: 'load', args: { backend: 'auto', failed: [{ backend: 'webgpu' }] } });
    worker(1).answerLoad('wasm-threads');
    await settle();
    expect(worker(1).call).toMatchObject({ name: 'generate', args: { groups: [{ id: 'a', draft: [4, 5] }] } });
    worker(1).send({ kind: 'event', id: worker(1).call.id, event: delta(4, 5, 6) });
    worker(1).answer(finished([4, 5, 6], 2));
    expect((await running).groups[0]).toMatchObject({ tokens: [4, 5, 6], kept: 0 });
    expect(told).toEqual([4, 5, 6]);
    expect(statuses.slice(-3)).toEqual(['recovering', 'recovering', 'ready']);
    worker(0).send({ kind: 'device-lost', reason: 'late' });
    expect(client.status.state).toBe('ready');
  });

  it('recovers by itself while nothing runs, and a device that was lost is not remembered as what holds', async () => {
    const { client, worker, kept } = await readyClient('webgpu');
    worker(0).send({ kind: 'device-lost', reason: 'driver reset' });
    expect(client.status).toMatchObject({ state: 'recovering', reason: 'driver reset' });
    worker(1).answerLoad('wasm');
    await settle();
    expect(client.status.state).toBe('ready');
    expect(kept.map(({ backend }) => backend)).toEqual(['webgpu']);
  });

  it('fails when the last rung dies, and when the recovery fails', async () => {
    const last = await readyClient('wasm');
    const running = last.client.generate(generateArgs);
    const died = expect(running).rejects.toMatchObject({ code: 'worker-died' });
    await settle();
    last.worker(0).die('crash');
    await died;
    expect(last.client.status.state).toBe('failed');

    const gpu = await readyClient('webgpu');
    const waiting = gpu.client.generate(generateArgs);
    const offline = expect(waiting).rejects.toMatchObject({ code: 'network' });
    await settle();
    gpu.worker(0).die('crash');
    await settle();
    gpu.worker(1).fail('network', 'offline');
    await offline;
  });
});

describe('a worker that says nothing any more', () => {
  it('that ended without a word is replaced at once, on the same rung; the answer goes on', async () => {
    const { client, worker, locks } = await readyClient('wasm');
    worker(0).send({ kind: 'hello', lock: 'engine-1' });
    const running = client.generate(generateArgs);
    await settle();
    worker(0).send({ kind: 'event', id: worker(0).call.id, event: delta(4) });
    locks.get('engine-1')?.();
    await settle();
    expect(client.status).toMatchObject({ state: 'recovering', reason: "the engine's worker ended without a word" });
    expect(worker(1).call.args).toMatchObject({ failed: [], first: { backend: 'wasm' } });
    worker(1).answerLoad('wasm');
    await settle();
    worker(1).answer(finished([4, 5]));
    expect((await running).groups[0]?.tokens).toEqual([4, 5]);

    // The second time it is the rung's fault.
    worker(1).send({ kind: 'hello', lock: 'engine-2' });
    locks.get('engine-2')?.();
    expect(client.status).toMatchObject({ state: 'failed', error: { code: 'worker-died' } });
  });

  it('that hangs in a call is ended when it was silent for long, and the answer goes on', async () => {
    const { client, worker } = await readyClient('wasm-threads');
    const running = client.generate(generateArgs);
    await settle();
    await ticks(silentTicks - 1);
    expect(worker(0).pings).toBe(silentTicks - 1);
    expect(worker(0).terminated).toBe(false);
    await ticks(1);
    expect(worker(0).terminated).toBe(true);
    expect(client.status).toMatchObject({ state: 'recovering', reason: expect.stringContaining('was silent for 120 seconds') });
    worker(1).answerLoad('wasm-threads');
    await settle();
    worker(1).answer(finished([4]));
    expect((await running).groups[0]?.tokens).toEqual([4]);
  });

  it('is left alone as long as it answers, however long the call takes, and while nothing is asked of it', async () => {
    const { client, worker } = await readyClient('wasm');
    await ticks(2 * silentTicks);
    expect(worker(0).pings).toBe(0);
    const running = client.generate(generateArgs);
    await settle();
    for (let tick = 0; tick < 3 * silentTicks; tick += 1) {
      await ticks(1);
      if (tick % 10 === 0) worker(0).send({ kind: 'pong' });
    }
    expect(worker(0).terminated).toBe(false);
    worker(0).answer(finished([4]));
    await running;
    const { pings } = worker(0);
    await ticks(5);
    expect(worker(0).pings).toBe(pings);
  });

  it('that was asked to stop and does not is ended soon, so that the next answer comes', async () => {
    const { client, worker } = await readyClient('wasm');
    const controller = new AbortController();
    const stopped = client.generate(generateArgs, controller);
    await settle();
    controller.abort();
    await stopped;
    const next = client.generate(generateArgs);
    await settle();
    await ticks(stoppingTicks);
    expect(worker(0).terminated).toBe(true);
    worker(1).answerLoad('wasm');
    await settle();
    worker(1).answer(finished([7]));
    expect((await next).groups[0]?.tokens).toEqual([7]);
  });

  it('while it loads ends its try, and the next rung has its own', async () => {
    const { client, worker } = makeClient();
    const loading = client.load(loadArgs);
    worker(0).progress('session', 'wasm-threads');
    await ticks(silentTicks);
    expect(worker(1).call.args).toMatchObject({ failed: [{ backend: 'wasm-threads', code: 'worker-died' }] });
    worker(1).answerLoad('wasm');
    expect((await loading).backend).toBe('wasm');
  });
});

it('storage that throws costs the memory of the rung, nothing else', () => {
  const refusing = heldMemory(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  expect(refusing.read()).toBeUndefined();
  expect(() => refusing.write(infoOf('wasm').held)).not.toThrow();
  const items = new Map([['tiller-held-rung-1', '{"backend":']]);
  const broken = heldMemory(() => ({ getItem: (key) => items.get(key) ?? null, setItem: (key, value) => void items.set(key, value) }));
  expect(broken.read()).toBeUndefined();
  broken.write(infoOf('wasm').held);
  expect(broken.read()).toEqual(infoOf('wasm').held);
});
