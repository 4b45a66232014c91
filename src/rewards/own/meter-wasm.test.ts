import { describe, expect, it } from 'vitest';
import { readInterpreter } from '../../../scripts/own-parts.ts';
import { FUEL, GLOBAL, meterLoops } from './meter-wasm.ts';

/** sum(n) = n + (n - 1) + ... + 1, in one loop of n rounds; for ever below 1. Beside it a global of 5 that may change. */
const body = [1, 1, 0x7f, 0x03, 0x40, 0x20, 1, 0x20, 0, 0x6a, 0x21, 1, 0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b, 0x20, 1, 0x0b];
const module = Uint8Array.from([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f],
  ...[3, 2, 1, 0],
  ...[6, 6, 1, 0x7f, 1, 0x41, 5, 0x0b],
  ...[7, 7, 1, 3, ...new TextEncoder().encode('sum'), 0, 0],
  ...[10, body.length + 2, 1, body.length, ...body],
]);

async function open(bytes: Uint8Array<ArrayBuffer>) {
  const { instance } = await WebAssembly.instantiate(bytes);
  return instance.exports as {
    sum: (n: number) => number;
    [FUEL]: WebAssembly.Global;
    [global: `${typeof GLOBAL}${number}`]: WebAssembly.Global;
  };
}

describe('a metered module', () => {
  it('computes the same, and its counter goes down by one a round', async () => {
    const [plain, metered] = [await open(module), await open(meterLoops(module))];
    for (const n of [1, 4, 100_000]) {
      metered[FUEL].value = 100_001;
      expect(metered.sum(n)).toBe(plain.sum(n));
      expect(metered[FUEL].value).toBe(100_001 - n);
    }
  });

  it('traps at the first round that it cannot pay, and goes on when it can', async () => {
    const { sum, [FUEL]: fuel } = await open(meterLoops(module));
    fuel.value = 4;
    expect(sum(4)).toBe(10);
    fuel.value = 3;
    expect(() => sum(4)).toThrow(WebAssembly.RuntimeError);
    fuel.value = 1000;
    expect(() => sum(0)).toThrow(WebAssembly.RuntimeError);
    fuel.value = 1;
    expect(sum(1)).toBe(1);
  });

  it('shows its globals, so that they can be put back', async () => {
    expect((await open(meterLoops(module)))[`${GLOBAL}0`]?.value).toBe(5);
  });

  it('is what the interpreter becomes, a little larger', async () => {
    const interpreter = await readInterpreter();
    const metered = meterLoops(interpreter);
    expect(WebAssembly.validate(metered)).toBe(true);
    expect(metered.length / interpreter.length).toBeLessThan(1.1);
  });

  it('is refused where it is cut off, or has what is not known here', () => {
    for (const end of [20, 30, 40, module.length - 1]) expect(() => meterLoops(module.subarray(0, end))).toThrow(/expected/);
    const odd = module.slice();
    odd[module.length - body.length + 5] = 0xfb;
    expect(() => meterLoops(odd)).toThrow('opcode 0xfb: expected one of WebAssembly 2.0 without vectors');
  });
});
