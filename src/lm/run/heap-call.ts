import { check, HeapBuffer, type OrtModule } from './wasm-heap.ts';

/** Runs a session of the module on tensors that lie in the module's memory: nothing is copied. */
export class HeapCall {
  readonly #names = new Map<string, number>();

  /** @param session The runtime's handle. */
  constructor(
    private readonly module: OrtModule,
    private readonly session: number,
  ) {}

  /** The name in the module's memory, for as long as the session lives. */
  #name(name: string): number {
    const known = this.#names.get(name);
    if (known) return known;
    const bytes = new TextEncoder().encode(`${name}\0`);
    const pointer = this.module._malloc(bytes.length);
    this.module.HEAPU8.set(bytes, pointer);
    this.#names.set(name, pointer);
    return pointer;
  }

  /**
   * @param inputs By name; whoever gave them keeps them.
   * @param outputs What is wanted, and the tensor to write it to, where it is not to be a new one.
   * @returns The outputs in that order, to be released by the caller.
   * @throws Error with the runtime's own words.
   */
  async run(
    inputs: readonly (readonly [string, HeapBuffer])[],
    outputs: readonly (readonly [string, HeapBuffer | undefined])[],
  ): Promise<HeapBuffer[]> {
    const { module } = this;
    const pointer = module.PTR_SIZE;
    const stack = module.stackSave();
    try {
      const list = (values: readonly number[]): number => {
        const at = module.stackAlloc(values.length * pointer);
        for (const [i, value] of values.entries()) module.setValue(at + i * pointer, value, '*');
        return at;
      };
      const inputNames = list(inputs.map(([name]) => this.#name(name)));
      const outputNames = list(outputs.map(([name]) => this.#name(name)));
      const inputValues = list(inputs.map(([, buffer]) => buffer.handle));
      const outputValues = list(outputs.map(([, buffer]) => buffer?.handle ?? 0));
      const code = await module._OrtRun(this.session, inputNames, inputValues, inputs.length, outputNames, outputs.length, outputValues, 0);
      check(module, code, 'the network failed');
      return outputs.map(([, buffer], i) => buffer?.share() ?? HeapBuffer.adopt(module, module.getValue(outputValues + i * pointer, '*')));
    } finally {
      module.stackRestore(stack);
    }
  }

  /** Frees the names; the session is its owner's. */
  free(): void {
    for (const pointer of this.#names.values()) this.module._free(pointer);
    this.#names.clear();
  }
}
