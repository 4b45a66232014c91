/** Products with the base's linears, on kernels of our own: twice as fast as the runtime's, over a memory that holds each matrix once. */
import { createMemory, KernelMemory } from '../run/kernels/kernel-memory.ts';
import { instantiate } from '../run/kernels/kernels.ts';
import * as layout from '../run/kernels/layout.ts';
import { Rooms } from '../run/kernels/rooms.ts';
import { type StartThread, ThreadPool } from '../run/kernels/thread-pool.ts';

const FLOAT = Float32Array.BYTES_PER_ELEMENT;

/** Compiled kernels, and threads to share the work. */
export interface ProductKernels {
  readonly module: WebAssembly.Module;
  /** Wanted; as many as start are taken. */
  readonly threads: number;
  /** Starts a thread beside the caller's; without it there is one. */
  readonly startThread?: StartThread;
}

/** A matrix in the products' memory, [height, width], row by row. */
export interface Matrix {
  /** Its address. */
  readonly at: number;
  readonly height: number;
  readonly width: number;
}

export class Products {
  readonly #job: number;
  readonly #scratch: number;
  readonly #sync: number;
  readonly #rooms: Rooms<'x' | 'y'>;

  private constructor(
    private readonly memory: KernelMemory,
    private readonly pool: ThreadPool,
    scratchBytes: number,
    private readonly syncBytes: number,
  ) {
    this.#rooms = new Rooms(memory);
    this.#job = memory.allocate(FLOAT * layout.PRODUCT_WORDS);
    this.#scratch = memory.allocate(pool.size * scratchBytes);
    this.#sync = memory.allocate(syncBytes);
  }

  /** @throws EngineError 'out-of-memory', 'backend' where there is no shared memory. */
  static async open({ module, threads, startThread }: ProductKernels): Promise<Products> {
    const wasm = createMemory();
    const kernels = instantiate(module, wasm);
    const memory = new KernelMemory(wasm, kernels.heapBase());
    const pool = await ThreadPool.open(kernels, module, memory, threads, startThread);
    return new Products(memory, pool, kernels.productScratchBytes(), kernels.syncBytes());
  }

  /** Threads that work on a product. */
  get threads(): number {
    return this.pool.size;
  }

  /** Bytes in use. */
  get used(): number {
    return this.memory.used;
  }

  /** @param write Fills the matrix. @throws EngineError 'out-of-memory' */
  place(height: number, width: number, write: (bytes: Uint8Array) => void): Matrix {
    const bytes = FLOAT * height * width;
    const at = this.memory.allocate(bytes);
    write(this.memory.bytes.subarray(at, at + bytes));
    return { at, height, width };
  }

  /** A row of a matrix, where it lies. */
  row({ at, width }: Matrix, row: number): Float32Array {
    const from = at / FLOAT + row * width;
    return this.memory.floats.subarray(from, from + width);
  }

  /**
   * x w, or x w^T; blocks the caller.
   * @param x [rows, the matrix's height, or its width where it is transposed].
   * @returns [rows, the other of the two], good until the next call.
   * @throws EngineError 'out-of-memory'
   */
  multiply(x: Float32Array, { at, height, width }: Matrix, transposed: boolean): Float32Array {
    const { memory } = this;
    const [inputs, outputs] = transposed ? [width, height] : [height, width];
    const rows = x.length / inputs;
    const whole = Math.ceil(rows / layout.PRODUCT_TILE_ROWS) * layout.PRODUCT_TILE_ROWS;
    const from = this.#rooms.room('x', FLOAT * whole * inputs);
    const to = this.#rooms.room('y', FLOAT * whole * outputs);
    memory.floats.set(x, from / FLOAT);
    // Rows that fill the last tile up: whatever they hold costs nothing, unless the processor meets numbers that are none.
    memory.floats.fill(0, from / FLOAT + x.length, from / FLOAT + whole * inputs);
    memory.bytes.fill(0, this.#sync, this.#sync + this.syncBytes);
    const words = new Int32Array(layout.PRODUCT_WORDS);
    words[layout.PRODUCT_THREADS] = this.pool.size;
    words[layout.PRODUCT_SYNC] = this.#sync;
    words[layout.PRODUCT_X] = from;
    words[layout.PRODUCT_ROWS] = whole;
    words[layout.PRODUCT_INPUTS] = inputs;
    words[layout.PRODUCT_WEIGHTS] = at;
    words[layout.PRODUCT_OUTPUTS] = outputs;
    words[layout.PRODUCT_TRANSPOSED] = Number(transposed);
    words[layout.PRODUCT_Y] = to;
    words[layout.PRODUCT_SCRATCH] = this.#scratch;
    memory.words.set(words, this.#job / FLOAT);
    this.pool.run(this.#job, 'product');
    return memory.floats.subarray(to / FLOAT, to / FLOAT + rows * outputs);
  }

  /** Ends the threads; nothing can be multiplied afterwards. */
  dispose(): void {
    this.pool.dispose();
  }
}
