import { afterEach, expect, it } from 'vitest';
import { createRng } from '../../../math/rng.ts';
import { createMemory, KernelMemory } from './kernel-memory.ts';

it('gives blocks that never overlap, and takes them back whole', () => {
  const memory = new KernelMemory(createMemory(), 1000);
  const next = createRng(7);
  const held = new Map<number, number>();
  for (let turn = 0; turn < 600; turn++) {
    if (held.size > 0 && next() < 0.45) {
      const at = [...held.keys()][Math.floor(next() * held.size)] as number;
      memory.free(at);
      held.delete(at);
      continue;
    }
    const bytes = 1 + Math.floor(next() * 200_000);
    const at = memory.allocate(bytes);
    expect(at % 64).toBe(0);
    expect(at).toBeGreaterThanOrEqual(1000);
    expect(at + bytes).toBeLessThanOrEqual(memory.bytes.length);
    for (const [other, size] of held) expect(at + bytes <= other || other + size <= at).toBe(true);
    held.set(at, bytes);
  }
  for (const at of held.keys()) memory.free(at);
  expect(memory.used).toBe(0);
  // All of it is one block again.
  const size = memory.bytes.length;
  memory.allocate(size - 1024);
  expect(memory.bytes.length).toBe(size);
});

it('keeps what was written while it grows', () => {
  const memory = new KernelMemory(createMemory(), 0);
  const at = memory.allocate(4);
  memory.floats[at / 4] = 1.5;
  memory.allocate(40 * 2 ** 20);
  expect(memory.floats[at / 4]).toBe(1.5);
  expect(memory.words.buffer).toBe(memory.memory.buffer);
});

it('refuses an address that it did not give, or took back', () => {
  const memory = new KernelMemory(createMemory(), 0);
  const at = memory.allocate(8);
  memory.free(at);
  expect(() => memory.free(at)).toThrow(`address ${at} was not given, or was taken back already`);
});

it('says what found no room', () => {
  const memory = new KernelMemory(new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true }), 0);
  expect(() => memory.allocate(2 ** 20)).toThrow('not enough memory: the kernels need 1 MB more');
});

const Native = WebAssembly.Memory;
afterEach(() => {
  WebAssembly.Memory = Native;
});

it('takes less address space where much is refused, and says when there is none, or no shared memory', () => {
  const asked: (number | undefined)[] = [];
  const refuse = (refusal: (maximum: number) => Error | undefined) => {
    WebAssembly.Memory = class extends Native {
      constructor(descriptor: WebAssembly.MemoryDescriptor) {
        asked.push(descriptor.maximum);
        const error = refusal(descriptor.maximum ?? 0);
        if (error) throw error;
        super(descriptor);
      }
    };
  };
  refuse((maximum) => (maximum > 20_000 ? new RangeError('could not allocate memory') : undefined));
  expect(createMemory().buffer.byteLength).toBe(2 ** 24);
  expect(asked).toEqual([65_536, 32_768, 16_384]);
  refuse(() => new RangeError('could not allocate memory'));
  expect(() => createMemory()).toThrow(expect.objectContaining({ code: 'out-of-memory' }));
  refuse(() => new TypeError('shared is not supported'));
  expect(() => createMemory()).toThrow(expect.objectContaining({ code: 'backend' }));
});
