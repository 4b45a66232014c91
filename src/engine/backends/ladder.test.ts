import { describe, expect, it, vi } from 'vitest';
import { EngineError } from '../../lm/errors.ts';
import type { BackendId } from '../protocol.ts';
import { type Candidate, climb, type Rung, RungRefused } from './ladder.ts';

function works(backend: BackendId, msPerToken: number): Rung<string> & { dispose: ReturnType<typeof vi.fn> } {
  const dispose = vi.fn(async () => undefined);
  const open = async (): Promise<Candidate<string>> => ({ model: backend, msPerToken, detail: `${backend} works.`, dispose });
  return { backend, last: backend !== 'webgpu', open, dispose };
}

function fails(backend: BackendId, error: unknown): Rung<string> {
  return { backend, last: backend !== 'webgpu', open: () => Promise.reject(error) };
}

const auto = { wanted: 'auto' } as const;
const outcomes = (reports: readonly { backend: string; outcome: string }[]) =>
  reports.map(({ backend, outcome }) => `${backend} ${outcome}`);

describe('climb', () => {
  it('takes a fast first rung and does not open the next', async () => {
    const wasm = works('wasm-threads', 40);
    const open = vi.spyOn(wasm, 'open');
    const choice = await climb([works('webgpu', 8), wasm, works('wasm', 60)], auto);
    expect(choice.backend).toBe('webgpu');
    expect(open).not.toHaveBeenCalled();
    expect(outcomes(choice.reports)).toEqual(['webgpu chosen']);
  });

  it('compares a slow first rung with the next, keeps the faster and frees the other', async () => {
    const gpu = works('webgpu', 90);
    const wasm = works('wasm-threads', 40);
    const choice = await climb([gpu, wasm, works('wasm', 60)], auto);
    expect(choice.backend).toBe('wasm-threads');
    expect(outcomes(choice.reports)).toEqual(['webgpu slower', 'wasm-threads chosen']);
    expect(choice.reports[0]?.reason).toBe('It works, but takes 90.0 ms per token where wasm-threads takes 40.0 ms.');
    expect(gpu.dispose).toHaveBeenCalledTimes(1);
    expect(wasm.dispose).not.toHaveBeenCalled();
    expect(choice.compared).toBe(true);
  });

  it('keeps the first rung when the next is slower, is refused or fails', async () => {
    const slower = await climb([works('webgpu', 30), works('wasm-threads', 40)], auto);
    expect(outcomes(slower.reports)).toEqual(['webgpu chosen', 'wasm-threads slower']);
    const refused = await climb([works('webgpu', 30), fails('wasm-threads', new RungRefused('No threads.')), works('wasm', 60)], auto);
    expect(outcomes(refused.reports)).toEqual(['webgpu chosen', 'wasm-threads refused', 'wasm slower']);
    const failed = await climb([works('webgpu', 30), fails('wasm-threads', new Error('crash')), works('wasm', 10)], auto);
    expect(outcomes(failed.reports)).toEqual(['webgpu chosen', 'wasm-threads failed']);
  });

  it('goes down the ladder past refused and failed rungs, with a sentence each', async () => {
    const choice = await climb(
      [fails('webgpu', new Error('logits differ by 3')), fails('wasm-threads', new RungRefused('No threads.')), works('wasm', 60)],
      auto,
    );
    expect(outcomes(choice.reports)).toEqual(['webgpu failed', 'wasm-threads refused', 'wasm chosen']);
    expect(choice.reports.map(({ reason }) => reason)).toEqual(['logits differ by 3', 'No threads.', 'wasm works.']);
  });

  it('opens only the rung that the user chose', async () => {
    const onRung = vi.fn();
    const choice = await climb([works('webgpu', 1), works('wasm-threads', 40), works('wasm', 60)], { wanted: 'wasm', onRung });
    expect(choice.backend).toBe('wasm');
    expect(onRung.mock.calls).toEqual([['wasm']]);
    await expect(climb([fails('webgpu', new RungRefused('No adapter.')), works('wasm', 60)], { wanted: 'webgpu' })).rejects.toMatchObject({
      code: 'backend',
      message: 'no backend works: webgpu: No adapter.',
    });
  });

  it('does not try what failed earlier in the page', async () => {
    const lost = { backend: 'webgpu', outcome: 'failed', reason: 'the GPU device was lost: driver reset', code: 'device-lost' } as const;
    const choice = await climb([works('webgpu', 1), works('wasm-threads', 40)], { wanted: 'auto', failed: [lost] });
    expect(choice.reports).toEqual([lost, expect.objectContaining({ backend: 'wasm-threads', outcome: 'chosen' })]);
  });

  it('tells of every rung that failed, with its kind, before it tries the next', async () => {
    const told: unknown[] = [];
    const wasm = works('wasm-threads', 40);
    vi.spyOn(wasm, 'open').mockImplementation(async () => {
      told.push('wasm-threads opens');
      throw new EngineError('out-of-memory', 'not enough memory: x');
    });
    const climbing = climb([fails('webgpu', new Error('logits differ')), wasm], {
      wanted: 'auto',
      onFailed: (report) => told.push(report),
    });
    await expect(climbing).rejects.toThrow('not enough memory: x');
    expect(told).toEqual([
      { backend: 'webgpu', outcome: 'failed', reason: 'logits differ', code: 'backend' },
      'wasm-threads opens',
      { backend: 'wasm-threads', outcome: 'failed', reason: 'not enough memory: x', code: 'out-of-memory' },
    ]);
  });

  it('stops after a rung that leaves the worker unusable', async () => {
    await expect(climb([fails('wasm-threads', new Error('crash')), works('wasm', 60)], auto)).rejects.toThrow('wasm-threads: crash');
  });

  it('says that memory ran out in one sentence, with its code, whatever else happened', async () => {
    const memory = new EngineError('out-of-memory', 'not enough memory: the model needs 540 MB');
    const wasm = fails('wasm-threads', new RungRefused('No threads.'));
    const failed = [{ backend: 'wasm', outcome: 'failed', reason: 'crash', code: 'worker-died' }] as const;
    await expect(climb([fails('webgpu', memory), wasm, works('wasm', 60)], { wanted: 'auto', failed })).rejects.toMatchObject({
      code: 'out-of-memory',
      message: 'not enough memory: the model needs 540 MB',
    });
    // A sentence that only sounds like it is none.
    await expect(climb([fails('webgpu', new Error('out of memory'))], auto)).rejects.toMatchObject({ code: 'backend' });
  });

  it('passes on an abort and an error of the model itself at once, freeing what is open', async () => {
    const gpu = works('webgpu', 90);
    const unsupported = new EngineError('unsupported-model', 'architecture gpt2');
    await expect(climb([gpu, fails('wasm-threads', unsupported), works('wasm', 60)], auto)).rejects.toBe(unsupported);
    expect(gpu.dispose).toHaveBeenCalledTimes(1);
    const abort = new DOMException('stopped', 'AbortError');
    await expect(climb([fails('webgpu', abort), works('wasm', 60)], auto)).rejects.toBe(abort);
    for (const code of ['network', 'integrity', 'bad-adapter', 'bad-request'] as const) {
      const error = new EngineError(code, 'self-check.json: status 503');
      await expect(climb([fails('webgpu', error), works('wasm', 60)], auto)).rejects.toBe(error);
    }
  });
});

describe('climb, with what held at an earlier load', () => {
  const report = (backend: BackendId, outcome: 'chosen' | 'refused' | 'failed' | 'slower') => ({
    backend,
    outcome,
    reason: `${outcome} then`,
  });
  const remembered = (backend: BackendId, ...rungs: ReturnType<typeof report>[]) =>
    ({ wanted: 'auto', first: { backend, rungs } }) as const;
  const opened = (...rungs: Rung<string>[]) => rungs.map((rung) => vi.spyOn(rung, 'open'));

  it('goes straight to a slow GPU that won, without building the CPU model that lost', async () => {
    const [gpu, wasm] = [works('webgpu', 30), works('wasm-threads', 40)];
    const [, cpuOpen] = opened(gpu, wasm);
    const choice = await climb([gpu, wasm], remembered('webgpu', report('webgpu', 'chosen'), report('wasm-threads', 'slower')));
    expect(choice).toMatchObject({ backend: 'webgpu', compared: false });
    expect(cpuOpen).not.toHaveBeenCalled();
    expect(outcomes(choice.reports)).toEqual(['webgpu chosen', 'wasm-threads slower']);
  });

  it('does not build a GPU again that failed or was slower, but asks one again that was refused', async () => {
    for (const outcome of ['failed', 'slower'] as const) {
      const [gpu, wasm] = [works('webgpu', 1), works('wasm-threads', 40)];
      const [gpuOpen] = opened(gpu, wasm);
      const choice = await climb([gpu, wasm], remembered('wasm-threads', report('webgpu', outcome), report('wasm-threads', 'chosen')));
      expect(choice.backend).toBe('wasm-threads');
      expect(gpuOpen).not.toHaveBeenCalled();
      expect(choice.reports[0]).toEqual(report('webgpu', outcome));
    }
    const plugged = await climb([works('webgpu', 1), works('wasm-threads', 40)], remembered('wasm-threads', report('webgpu', 'refused')));
    expect(plugged.backend).toBe('webgpu');
  });

  it('forgets it where it fails now, failed earlier in this page, or the reader chose a backend', async () => {
    const broken = await climb(
      [fails('webgpu', new Error('driver')), works('wasm-threads', 40)],
      remembered('webgpu', report('webgpu', 'chosen'), report('wasm-threads', 'slower')),
    );
    expect(outcomes(broken.reports)).toEqual(['webgpu failed', 'wasm-threads chosen']);
    const options = remembered('wasm-threads', report('webgpu', 'failed'), report('wasm-threads', 'chosen'));
    const lost = await climb([works('webgpu', 1), works('wasm-threads', 40)], { ...options, failed: [report('wasm-threads', 'failed')] });
    expect(lost.backend).toBe('webgpu');
    const chosen = await climb([works('webgpu', 1), works('wasm-threads', 40)], { ...options, wanted: 'webgpu' });
    expect(chosen.backend).toBe('webgpu');
  });
});
