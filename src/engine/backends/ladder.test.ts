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
    const choice = await climb([works('webgpu', 1), works('wasm-threads', 40)], { wanted: 'auto', exclude: ['webgpu'] });
    expect(outcomes(choice.reports)).toEqual(['webgpu failed', 'wasm-threads chosen']);
  });

  it('stops after a rung that leaves the worker unusable', async () => {
    await expect(climb([fails('wasm-threads', new Error('std::bad_alloc')), works('wasm', 60)], auto)).rejects.toMatchObject({
      code: 'out-of-memory',
    });
    await expect(climb([fails('wasm-threads', 12345)], auto)).rejects.toThrow('C++ exception at 12345');
  });

  it('passes on an abort and an error of the model itself at once, freeing what is open', async () => {
    const gpu = works('webgpu', 90);
    const unsupported = new EngineError('unsupported-model', 'architecture gpt2');
    await expect(climb([gpu, fails('wasm-threads', unsupported), works('wasm', 60)], auto)).rejects.toBe(unsupported);
    expect(gpu.dispose).toHaveBeenCalledTimes(1);
    const abort = new DOMException('stopped', 'AbortError');
    await expect(climb([fails('webgpu', abort), works('wasm', 60)], auto)).rejects.toBe(abort);
  });
});
