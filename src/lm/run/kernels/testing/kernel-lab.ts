/** The compiled kernels over a memory of their own, for tests of single kernels: values go in and out as arrays. */
import { instantiate, type Kernels } from '../kernels.ts';
import { LINEAR_FORMAT, LINEAR_INPUTS, LINEAR_OUTPUTS, LINEAR_PANELS, LINEAR_WORDS, PANEL_OUTPUTS, TILE_BYTES } from '../layout.ts';

const PAGE = 65_536;

/** What the binaries export for tests of their parts, beside what the network calls; sizes and addresses are bytes. */
export interface LabKernels extends Kernels {
  quantize(x: number, inputs: number, token: number, format: number, from: number, end: number): void;
  norm(x: number, weights: number, width: number, epsilon: number, out: number): void;
  pass(gates: number, ups: number, from: number, to: number): void;
  rotate(x: number, size: number, cos: number, sin: number): void;
  keepKey(key: number, size: number, keys: number, position: number): void;
  keepValue(value: number, size: number, values: number, position: number): void;
  attend(
    query: number,
    heads: number,
    position: number,
    pages: number,
    keys: number,
    values: number,
    size: number,
    scores: number,
    out: number,
  ): void;
}

export class KernelLab {
  readonly kernels: LabKernels;
  #next: number;

  constructor(
    module: WebAssembly.Module,
    readonly memory: WebAssembly.Memory,
  ) {
    this.kernels = instantiate(module, memory) as LabKernels;
    this.#next = this.kernels.heapBase();
  }

  static of(module: WebAssembly.Module): KernelLab {
    return new KernelLab(module, new WebAssembly.Memory({ initial: 16, maximum: 4096, shared: true }));
  }

  /** Room, 64 bytes apart from all other, zero. */
  room(bytes: number): number {
    const start = (this.#next + 63) & ~63;
    this.#next = start + bytes;
    const missing = this.#next - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
    return start;
  }

  /** The memory as `layBank` sees it. */
  allocate(bytes: number): number {
    return this.room(bytes);
  }

  get floats(): Float32Array {
    return new Float32Array(this.memory.buffer);
  }

  get words(): Int32Array {
    return new Int32Array(this.memory.buffer);
  }

  bytes(values: Uint8Array): number {
    const at = this.room(values.length);
    new Uint8Array(this.memory.buffer).set(values, at);
    return at;
  }

  placeFloats(values: ArrayLike<number>): number {
    return this.bytes(new Uint8Array(Float32Array.from(values).buffer));
  }

  placeWords(values: ArrayLike<number>): number {
    return this.bytes(new Uint8Array(Uint32Array.from(values).buffer));
  }

  readFloats(at: number, count: number): Float32Array {
    return new Float32Array(this.memory.buffer, at, count).slice();
  }

  /** A linear of rows as a GGUF has them. */
  linear(type: number, rows: readonly Uint8Array[], inputs: number): number {
    const format = type === 2 || type === 3 ? 4 : 8;
    const panels = this.room(this.kernels.linearBytes(format, inputs, rows.length));
    const pitch = this.kernels.linearBytes(format, inputs, PANEL_OUTPUTS);
    const sources = rows.map((row) => this.bytes(row));
    while (sources.length % PANEL_OUTPUTS > 0) sources.push(0);
    const addresses = this.placeWords(sources);
    for (let row = 0; row < rows.length; row += PANEL_OUTPUTS) {
      this.kernels.pack(type, addresses + 4 * row, inputs, panels + (row / PANEL_OUTPUTS) * pitch);
    }
    const record = new Uint32Array(LINEAR_WORDS);
    record[LINEAR_FORMAT] = format;
    record[LINEAR_INPUTS] = inputs;
    record[LINEAR_OUTPUTS] = rows.length;
    record[LINEAR_PANELS] = panels;
    return this.placeWords(record);
  }

  /** Products of all tokens with a linear; `x` float [tokens][inputs]. */
  multiply(linear: number, x: readonly Float32Array[], first = 0, end?: number): Float32Array[] {
    const [format = 0, inputs = 0, outputs = 0] = new Uint32Array(this.memory.buffer, linear, LINEAR_WORDS);
    const stride = this.kernels.bothBytes(inputs);
    const digits = this.room(stride * x.length);
    x.forEach((token, i) => {
      this.kernels.quantize(this.placeFloats(token), inputs, digits + i * stride, format, 0, Math.ceil(inputs / 32));
    });
    const y = this.room(x.length * outputs * 4);
    const panels = Math.ceil(outputs / PANEL_OUTPUTS);
    this.kernels.multiply(linear, first, end ?? panels, digits, x.length, y, outputs * 4, 0, this.room(TILE_BYTES));
    return x.map((_, i) => this.readFloats(y + i * outputs * 4, outputs));
  }
}
