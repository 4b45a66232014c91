/** Kernels of our own that training runs on: products, and what lies between them, over one memory that threads share. */
import { createMemory, KernelMemory } from '../run/kernels/kernel-memory.ts';
import { instantiate, type Kernels } from '../run/kernels/kernels.ts';
import * as layout from '../run/kernels/layout.ts';
import { type StartThread, ThreadPool } from '../run/kernels/thread-pool.ts';

const FLOAT = Float32Array.BYTES_PER_ELEMENT;
/** A product that has few outputs is cut by rows too, so that every thread has about so many pieces of it. */
const UNITS_OF_THREAD = 4;

/** Bytes that so many threads work in. @param longest Rows of the longest group that attention meets. */
export function scratchBytes(threads: number, longest: number): number {
  const squares = 2 * longest * Math.ceil(longest / 4) * 4;
  return threads * (layout.PRODUCT_SCRATCH_BYTES + FLOAT * (layout.JOB_WORDS + squares));
}

/** Compiled kernels, and threads to share the work. */
export interface TrainBinary {
  readonly module: WebAssembly.Module;
  /** Wanted; as many as start are taken. */
  readonly threads: number;
  /** Starts a thread beside the caller's; without it there is one. */
  readonly startThread?: StartThread;
}

/** Floats in the kernels' memory, [height, width], row by row. */
export interface Matrix {
  /** Its address. */
  readonly at: number;
  readonly height: number;
  readonly width: number;
}

export interface ProductOptions {
  /** y = x^T w. */
  readonly turned?: boolean;
  /** y = x w^T. */
  readonly transposed?: boolean;
  /** y += . */
  readonly adds?: boolean;
}

/** Rows as attention reads them; see packing.ts. */
export interface AttentionShape {
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly headSize: number;
}

/** Integers in the kernels' memory. */
export interface AttentionPacking {
  /** [groups, 2]: the first row of each, and how many. */
  readonly groups: { readonly at: number; readonly count: number };
  /** [rows, 2]: how many of its group's first rows a row sees, and from which on to itself. */
  readonly seen: number;
}

/** What is a job blocks the caller until it is done, and writes to its last matrix, or to the one that it says. */
export class TrainKernels {
  readonly #job: number;
  readonly #sync: number;
  readonly #syncBytes: number;
  #scratch = { at: 0, bytes: 0 };

  private constructor(
    kernels: Kernels,
    readonly memory: KernelMemory,
    private readonly pool: ThreadPool,
  ) {
    this.#job = memory.allocate(FLOAT * layout.JOB_WORDS);
    this.#syncBytes = kernels.syncBytes();
    this.#sync = memory.allocate(this.#syncBytes);
  }

  /** @throws EngineError 'out-of-memory', 'backend' where there is no shared memory. */
  static async open({ module, threads, startThread }: TrainBinary): Promise<TrainKernels> {
    const wasm = createMemory();
    const kernels = instantiate(module, wasm);
    const memory = new KernelMemory(wasm, kernels.heapBase());
    return new TrainKernels(kernels, memory, await ThreadPool.open(kernels, module, memory, threads, startThread));
  }

  /** Threads that work on a job. */
  get threads(): number {
    return this.pool.size;
  }

  /** Where the threads work from now on. @param at Of `scratchBytes`. */
  workIn(at: number, longest: number): void {
    this.#scratch = { at, bytes: scratchBytes(1, longest) };
  }

  /** @throws EngineError 'out-of-memory' */
  allocate(height: number, width: number): Matrix {
    return { at: this.memory.allocate(FLOAT * height * width), height, width };
  }

  /** A matrix's numbers, row by row; good until memory is allocated. */
  values({ at, height, width }: Matrix): Float32Array {
    return this.memory.floats.subarray(at / FLOAT, at / FLOAT + height * width);
  }

  /** A row of a matrix; good as `values`. */
  row({ at, width }: Matrix, row: number): Float32Array {
    return this.memory.floats.subarray(at / FLOAT + row * width, at / FLOAT + (row + 1) * width);
  }

  /** Writes integers. @param at Their address. */
  write(at: number, integers: ArrayLike<number>): void {
    this.memory.words.set(integers, at / FLOAT);
  }

  /** y = x w. */
  product(x: Matrix, w: Matrix, y: Matrix, { turned = false, transposed = false, adds = false }: ProductOptions = {}): void {
    const [rows, inputs] = turned ? [x.width, x.height] : [x.height, x.width];
    const [height, outputs] = transposed ? [w.width, w.height] : [w.height, w.width];
    if (height !== inputs || y.height !== rows || y.width !== outputs)
      throw new Error(`a product of [${rows}, ${inputs}] and [${height}, ${outputs}] into [${y.height}, ${y.width}]`);
    const units = Math.ceil(outputs / layout.PRODUCT_UNIT_OUTPUTS);
    const blocks = Math.min(Math.ceil(rows / layout.PRODUCT_TILE_ROWS), Math.ceil((UNITS_OF_THREAD * this.threads) / units));
    const tiles = Math.ceil(rows / layout.PRODUCT_TILE_ROWS / blocks);
    this.#run(layout.KIND_PRODUCT, (words) => {
      words[layout.PRODUCT_X] = x.at;
      words[layout.PRODUCT_X_ROW] = turned ? FLOAT : FLOAT * x.width;
      words[layout.PRODUCT_X_INPUT] = turned ? FLOAT * x.width : FLOAT;
      words[layout.PRODUCT_ROWS] = rows;
      words[layout.PRODUCT_INPUTS] = inputs;
      words[layout.PRODUCT_WEIGHTS] = w.at;
      words[layout.PRODUCT_WEIGHTS_PITCH] = FLOAT * w.width;
      words[layout.PRODUCT_TRANSPOSED] = Number(transposed);
      words[layout.PRODUCT_OUTPUTS] = outputs;
      words[layout.PRODUCT_Y] = y.at;
      words[layout.PRODUCT_Y_PITCH] = FLOAT * y.width;
      words[layout.PRODUCT_ADDS] = Number(adds);
      words[layout.PRODUCT_PART] = layout.PART_WHOLE;
      words[layout.PRODUCT_BLOCK_ROWS] = tiles * layout.PRODUCT_TILE_ROWS;
    });
  }

  /** RMSNorm (https://arxiv.org/abs/1910.07467) of every row: y = x / sqrt(mean(x^2) + epsilon) gain. @param gain [1, width]. */
  norm(x: Matrix, gain: Matrix, epsilon: number, y: Matrix): void {
    this.#rows(layout.KIND_NORM, x, (words, floats) => {
      words[layout.NORM_X] = x.at;
      words[layout.NORM_GAIN] = gain.at;
      words[layout.NORM_Y] = y.at;
      floats[layout.NORM_EPSILON] = epsilon;
    });
  }

  /** dx += the derivative for x of what `norm` made of it, by that for y. */
  normBackward(x: Matrix, gain: Matrix, epsilon: number, dy: Matrix, dx: Matrix): void {
    this.#rows(layout.KIND_NORM_BACKWARD, x, (words, floats) => {
      words[layout.NORM_X] = x.at;
      words[layout.NORM_GAIN] = gain.at;
      words[layout.NORM_Y] = dy.at;
      words[layout.NORM_DX] = dx.at;
      floats[layout.NORM_EPSILON] = epsilon;
    });
  }

  /** Turns queries and keys of x [rows, (heads + 2 key heads) size] by angles, in place. @param cos And `sin`: of the rows' angles, [rows, half a head]. */
  rotate(x: Matrix, { heads, keyValueHeads, headSize }: AttentionShape, cos: Matrix, sin: Matrix): void {
    this.#rows(layout.KIND_ROTATE, x, (words) => {
      words[layout.ROTATE_X] = x.at;
      words[layout.ROTATE_HEADS] = heads + keyValueHeads;
      words[layout.ROTATE_SIZE] = headSize;
      words[layout.ROTATE_COSINES] = cos.at;
      words[layout.ROTATE_SINES] = sin.at;
    });
  }

  /** y = silu(gate) up. @param x Gate and up side by side, [rows, 2 width]. */
  gate(x: Matrix, y: Matrix): void {
    this.#rows(layout.KIND_GATE, y, (words) => {
      words[layout.GATE_X] = x.at;
      words[layout.GATE_Y] = y.at;
    });
  }

  /** dx = the derivative for gate and up, by that for y. */
  gateBackward(x: Matrix, dy: Matrix, dx: Matrix): void {
    this.#rows(layout.KIND_GATE_BACKWARD, dy, (words) => {
      words[layout.GATE_X] = x.at;
      words[layout.GATE_Y] = dy.at;
      words[layout.GATE_DX] = dx.at;
    });
  }

  /**
   * Logits become probabilities, in place.
   * @param targets Address of an integer for each row.
   * @param told [rows, 2]: the target's logit less the largest, and the sum of e^(logit - largest).
   */
  softmax(x: Matrix, targets: number, told: Matrix): void {
    this.#rows(layout.KIND_SOFTMAX, x, (words) => {
      words[layout.SOFTMAX_X] = x.at;
      words[layout.SOFTMAX_TARGETS] = targets;
      words[layout.SOFTMAX_TOLD] = told.at;
    });
  }

  /** y [rows, heads size] of queries, keys and values side by side, rotated. */
  attention(qkv: Matrix, shape: AttentionShape, packing: AttentionPacking, y: Matrix): void {
    this.values(y).fill(0);
    this.#attention(layout.KIND_ATTENTION, qkv, shape, packing, y);
  }

  /** dqkv = the derivative for rotated queries, keys and values, by that for y. */
  attentionBackward(qkv: Matrix, shape: AttentionShape, packing: AttentionPacking, dy: Matrix, dqkv: Matrix): void {
    this.values(dqkv).fill(0);
    this.#attention(layout.KIND_ATTENTION_BACKWARD, qkv, shape, packing, dy, dqkv);
  }

  #attention(kind: number, qkv: Matrix, shape: AttentionShape, { groups, seen }: AttentionPacking, y: Matrix, dx?: Matrix): void {
    this.#rows(kind, qkv, (words) => {
      words[layout.ATTENTION_X] = qkv.at;
      words[layout.ATTENTION_Y] = y.at;
      words[layout.ATTENTION_DX] = dx?.at ?? 0;
      words[layout.ATTENTION_HEADS] = shape.heads;
      words[layout.ATTENTION_KEY_HEADS] = shape.keyValueHeads;
      words[layout.ATTENTION_SIZE] = shape.headSize;
      words[layout.ATTENTION_GROUPS] = groups.at;
      words[layout.ATTENTION_GROUP_COUNT] = groups.count;
      words[layout.ATTENTION_SEEN] = seen;
    });
  }

  #rows(kind: number, { height, width }: Matrix, write: (words: Int32Array, floats: Float32Array) => void): void {
    this.#run(kind, (words, floats) => {
      words[layout.ROWS_COUNT] = height;
      words[layout.ROWS_WIDTH] = width;
      write(words, floats);
    });
  }

  #run(kind: number, write: (words: Int32Array, floats: Float32Array) => void): void {
    const { memory } = this;
    memory.bytes.fill(0, this.#sync, this.#sync + this.#syncBytes);
    const from = this.#job / FLOAT;
    const words = memory.words.subarray(from, from + layout.JOB_WORDS);
    words[layout.JOB_KIND] = kind;
    words[layout.JOB_THREADS] = this.pool.size;
    words[layout.JOB_SYNC] = this.#sync;
    words[layout.JOB_SCRATCH] = this.#scratch.at;
    words[layout.JOB_SCRATCH_BYTES] = this.#scratch.bytes;
    write(words, memory.floats.subarray(from, from + layout.JOB_WORDS));
    this.pool.run(this.#job, 'train');
  }

  /** Ends the threads; nothing can be run afterwards. */
  dispose(): void {
    this.pool.dispose();
  }
}
