/**
 * AdamW (Loshchilov and Hutter, arXiv 1711.05101, algorithm 2; without decay Adam, arXiv 1412.6980) over named arrays, with a rate of its own
 * for every column of a matrix: a slot that sees every gradient learns slower, as Adam undoes any scaling of the gradient itself.
 */

/**
 * The rates of one array's elements: it is read as [..., columns, inner], and an element of a column moves at factors[column] times the rate.
 * A LoRA's A [in, columns] has inner 1, its B [columns, out] has inner out.
 */
export interface ColumnRates {
  readonly factors: Float32Array;
  readonly inner: number;
}

/**
 * Rates of the matrices of a bank, which all have the same columns.
 * @param matrices rows and columns by name; the bank's columns are the second of `.a`, the first of all others.
 * @param factors of the bank's columns.
 */
export function columnRates(
  matrices: ReadonlyMap<string, readonly [number, number]>,
  factors: Float32Array,
): ReadonlyMap<string, ColumnRates> {
  return new Map([...matrices].map(([name, [, across]]) => [name, { factors, inner: name.endsWith('.a') ? 1 : across }]));
}

export interface AdamWSettings {
  /** Default 0.9. */
  readonly beta1?: number;
  /** Default 0.98. */
  readonly beta2?: number;
  /** Default 1e-8. */
  readonly epsilon?: number;
  /** Default 0. */
  readonly decay?: number;
  /** By name; an array without moves at the rate itself. */
  readonly rates?: ReadonlyMap<string, ColumnRates>;
}

/** All that AdamW remembers: a checkpoint holds it. */
export interface AdamWState {
  steps: number;
  /** Running means of the gradients and of their squares, by name, in the shapes of the parameters. */
  readonly means: ReadonlyMap<string, Float32Array>;
  readonly squares: ReadonlyMap<string, Float32Array>;
}

export interface AdamW {
  readonly state: AdamWState;
  /**
   * Moves all parameters in place, one step down the gradients.
   * @throws RangeError when a gradient is missing or has another length.
   */
  step(gradients: ReadonlyMap<string, Float32Array>, rate: number): void;
}

/** @param state go on from here; taken as it is, not copied. Absent: from the start. */
export function createAdamW(parameters: ReadonlyMap<string, Float32Array>, settings: AdamWSettings = {}, state?: AdamWState): AdamW {
  const { beta1 = 0.9, beta2 = 0.98, epsilon = 1e-8, decay = 0, rates } = settings;
  const zeros = () => new Map([...parameters].map(([name, { length }]) => [name, new Float32Array(length)]));
  const own = state ?? { steps: 0, means: zeros(), squares: zeros() };
  return {
    state: own,
    step(gradients, rate) {
      for (const [name, values] of parameters) {
        for (const other of [gradients, own.means, own.squares]) {
          const { length } = other.get(name) ?? [];
          if (length !== values.length) throw new RangeError(`${name}: ${length} numbers for ${values.length} parameters`);
        }
      }
      own.steps += 1;
      const meanScale = 1 / (1 - beta1 ** own.steps);
      const squareScale = 1 / Math.sqrt(1 - beta2 ** own.steps);
      for (const [name, values] of parameters) {
        const gradient = gradients.get(name) as Float32Array;
        const means = own.means.get(name) as Float32Array;
        const squares = own.squares.get(name) as Float32Array;
        const { factors, inner } = rates?.get(name) ?? { factors: Float32Array.of(1), inner: values.length };
        // Runs of equal rate in plain loops: a call per element took 0.1 to 0.4 s a step.
        for (let start = 0, column = 0; start < values.length; start += inner, column = (column + 1) % factors.length) {
          const pace = rate * (factors[column] as number);
          for (let i = start; i < start + inner; i++) {
            const slope = gradient[i] as number;
            const mean = beta1 * (means[i] as number) + (1 - beta1) * slope;
            const square = beta2 * (squares[i] as number) + (1 - beta2) * slope * slope;
            means[i] = mean;
            squares[i] = square;
            const value = values[i] as number;
            values[i] = value - pace * ((mean * meanScale) / (Math.sqrt(square) * squareScale + epsilon) + decay * value);
          }
        }
      }
    },
  };
}
