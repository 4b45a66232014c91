/** The low-rank matrices of a bank in training, and the gradients that add up, in the kernels' memory. */
import { HOOKS, type Hook } from '../arch/linears.ts';
import type { Dims } from './matrices.ts';
import type { Matrix, TrainKernels } from './train-kernels.ts';
import type { Parameters } from './train-types.ts';

/** A hook's matrices A [in, columns] and B [columns, out], and their gradients. */
export interface Factors {
  readonly a: Matrix;
  readonly b: Matrix;
  readonly da: Matrix;
  readonly db: Matrix;
}

/** By hook; those that are not trained are absent. */
export type LayerFactors = Partial<Readonly<Record<Hook, Factors>>>;

interface Placed {
  readonly value: Matrix;
  readonly gradient: Matrix;
}

export class Trained {
  readonly #placed = new Map<string, Placed>();
  /** Soft vectors are added to embeddings, which no kernel does. */
  readonly #soft: { value: Float32Array | undefined; readonly gradient: Float32Array } | undefined;

  /** @throws EngineError 'out-of-memory' */
  constructor(
    private readonly kernels: TrainKernels,
    matrices: ReadonlyMap<string, Dims>,
  ) {
    for (const [name, [height, width]] of matrices) {
      if (name === 'soft') this.#soft = { value: undefined, gradient: new Float32Array(height * width) };
      else this.#placed.set(name, { value: kernels.allocate(height, width), gradient: kernels.allocate(height, width) });
    }
  }

  /** Takes the values over; gradients begin at 0. */
  begin(parameters: Parameters): void {
    for (const [name, { value, gradient }] of this.#placed) {
      this.kernels.values(value).set(parameters.get(name) as Float32Array);
      this.kernels.values(gradient).fill(0);
    }
    if (!this.#soft) return;
    this.#soft.value = parameters.get('soft');
    this.#soft.gradient.fill(0);
  }

  /** @param prefix `layers.<i>.`, or none for the head. */
  factors(prefix: string): LayerFactors {
    return Object.fromEntries(HOOKS.map((hook) => [hook, this.#pair(`${prefix}${hook}`)]).filter(([, pair]) => pair !== undefined));
  }

  #pair(name: string): Factors | undefined {
    const [a, b] = [this.#placed.get(`${name}.a`), this.#placed.get(`${name}.b`)];
    return a && b && { a: a.value, b: b.value, da: a.gradient, db: b.gradient };
  }

  /** [columns, softTokens * width], and its gradient. */
  get soft(): { readonly value: Float32Array; readonly gradient: Float32Array } | undefined {
    const soft = this.#soft;
    return soft?.value && { value: soft.value, gradient: soft.gradient };
  }

  /** Copies of the gradients, by the parameters' names. */
  gradients(matrices: Iterable<string>): Map<string, Float32Array> {
    return new Map(
      Array.from(matrices, (name) => {
        const placed = this.#placed.get(name);
        const gradient = placed ? this.kernels.values(placed.gradient) : this.#soft?.gradient;
        return [name, new Float32Array(gradient ?? [])];
      }),
    );
  }
}
