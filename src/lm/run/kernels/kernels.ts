/** The compiled kernels, as TypeScript calls them. Addresses and sizes are numbers of bytes; the structs are in layout.ts. */

export interface Kernels {
  /** First address that is nobody's. */
  heapBase(): number;
  /** A thread's share of a run; every one of the run's threads calls it once. */
  run(run: number, thread: number): void;
  /** A thread's share of a job of training; every one of its threads calls it once. */
  train(job: number, thread: number): void;
  /** Of one linear's panels. */
  linearBytes(format: number, inputs: number, outputs: number): number;
  /** Packs rows of a GGUF tensor, of this type of GGML's, as one panel. @param sources Their addresses, `PANEL_OUTPUTS` words; 0 is a row of zeros. */
  pack(type: number, sources: number, inputs: number, panel: number): void;
  /**
   * Packs rows of a GGUF tensor, of this type of GGML's, in memory as the file has them: whole heads and panels of them, unless they are the last.
   * @param headSize Of queries and keys, whose rows GGUF interleaves; 0 of others.
   * @returns how many blocks have a number that is infinite or NaN.
   */
  packRows(type: number, source: number, rowBytes: number, outputs: number, headSize: number, inputs: number, panels: number): number;
  /** The weights of one output of a linear, [inputs], exactly as the kernels have them. */
  readRow(linear: number, row: number, out: number): void;
  /** Cosines and sines of RoPE, [context, headSize / 2] each. */
  ropeTables(context: number, headSize: number, base: number, scale: number, cosines: number, sines: number): void;
  pageBytes(model: number): number;
  /** What a run works in. @param columns The most that the bank has at any hook. */
  scratchBytes(model: number, tokens: number, wanted: number, columns: number, threads: number): number;
  /** Of what threads meet at: zeros at first, one of a pool. */
  syncBytes(): number;
  /** Of a token of so many values as integers, for weights of either format. */
  bothBytes(inputs: number): number;
  /** Lane 0 of relaxed SIMD's dot product of 16 bytes `a` with 16 bytes `b`; 0 in the binary that has none. */
  dotOf(a: number, b: number): number;
  /** Reads so many bytes, a multiple of 64, as fast as loads go: for the bench's roofline. @returns the sum of their words, modulo 2^32. */
  readAll(at: number, bytes: number): number;
  /** Panels `first` to `end` of a linear times tokens that are integers at `x`. */
  multiply(
    linear: number,
    first: number,
    end: number,
    x: number,
    tokens: number,
    y: number,
    pitch: number,
    adds: number,
    tile: number,
  ): void;
}

/** What the compiled kernels are given. */
function imports(memory: WebAssembly.Memory): WebAssembly.Imports {
  const abort = (_message: number, _file: number, line: number, column: number) => {
    throw new Error(`the kernels stopped at ${line}:${column}`);
  };
  return { env: { memory, abort } };
}

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  return new WebAssembly.Instance(module, imports(memory)).exports as unknown as Kernels;
}
