import type { QuickJSWASMModule } from 'quickjs-emscripten-core';
import { FUEL, GLOBAL, meterLoops } from './meter-wasm.ts';

/** All memory of the interpreter, a program's with it. */
export const MEMORY_BYTES = 32 * 2 ** 20;
const PAGE_BYTES = 65_536;
const FIRST_PAGES = 256;
/** Rounds of the interpreter's own loops in one call: where it does not ask whether to go on, it ends here, after half a second or so. */
const MAX_ROUNDS = 200_000_000;

/** An interpreter that cannot run for ever and can be put back to its beginning. */
export interface Machine {
  readonly quickjs: QuickJSWASMModule;
  /** Before a call: what it may spend. */
  refuel(): void;
  /** After a call that was stopped in the middle: memory and globals as they were when the machine was opened. */
  restore(): void;
}

/** @param wasm Bytes of `@jitl/quickjs-wasmfile-release-sync/wasm`. */
export async function openMachine(wasm: Uint8Array): Promise<Machine> {
  const [{ newQuickJSWASMModuleFromVariant, newVariant }, { default: variant }, metered] = await Promise.all([
    import('quickjs-emscripten-core'),
    import('@jitl/quickjs-wasmfile-release-sync'),
    WebAssembly.compile(meterLoops(wasm)),
  ]);
  const memory = new WebAssembly.Memory({ initial: FIRST_PAGES, maximum: MEMORY_BYTES / PAGE_BYTES });
  const globals = new Map<string, WebAssembly.Global>();
  const refuel = () => {
    const fuel = globals.get(FUEL);
    if (fuel) fuel.value = MAX_ROUNDS;
  };
  const instantiateWasm = async (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) => {
    const instance = await WebAssembly.instantiate(metered, imports);
    for (const [name, value] of Object.entries(instance.exports)) if (value instanceof WebAssembly.Global) globals.set(name, value);
    refuel();
    done(instance);
    return instance.exports;
  };
  const quickjs = await newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmMemory: memory, emscriptenModule: { instantiateWasm } }));
  const first = usedPart(new Uint8Array(memory.buffer)).slice();
  const values = [...globals].filter(([name]) => name.startsWith(GLOBAL)).map(([, global]) => [global, global.value as number] as const);
  return {
    quickjs,
    refuel,
    restore() {
      const bytes = new Uint8Array(memory.buffer);
      bytes.set(first);
      bytes.fill(0, first.length);
      for (const [global, value] of values) global.value = value;
    },
  };
}

/** Without the zeros at its end. */
function usedPart(bytes: Uint8Array): Uint8Array {
  const words = new Uint32Array(bytes.buffer);
  return bytes.subarray(0, 4 * (words.findLastIndex((word) => word !== 0) + 1));
}
