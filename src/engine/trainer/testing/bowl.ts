/** Gradients of a made-up model whose every log-probability is a bowl over the matrices: exact, and quick. For tests only. */
import { TINY } from '../../../lm/testing/tiny-llama.ts';
import { trainedMatrices } from '../../../lm/train/matrices.ts';
import { trainShape } from '../../../lm/train/parameters.ts';
import type { Differentiator, Gradients, MemoryPlan, Parameters, TrainRow } from '../../../lm/train/train-types.ts';
import type { OpenArgs } from '../protocol.ts';
import type { OpenedGradients } from '../worker/trainer.ts';

const plan: MemoryPlan = { weights: 1, matrices: 1, working: 1, runtime: 1, besides: 0, peak: 4, limit: 10, saves: 'linears', threads: 1 };
/** Runs of the network that a call would take. */
export const PIECES = 4;

export interface BowlOptions {
  /** Where the bowl's floor is, for a token; no number makes a training diverge. */
  readonly floor?: (token: number) => number;
}

/** Every token of an answer has log p = -1/2 sum over matrices and columns of coefficient * (value - floor(token))^2 / numbers. */
export async function openBowl(
  args: OpenArgs,
  { floor = (token) => token / 100 }: BowlOptions = {},
): Promise<OpenedGradients & { readonly disposed: () => boolean }> {
  const matrices = trainedMatrices(TINY, trainShape(args));
  const numbers = [...matrices.values()].reduce((sum, [rows, columns]) => sum + rows * columns, 0);
  const columnOf = (name: string, i: number) => {
    const [rows, across] = matrices.get(name) as readonly [number, number];
    return name.endsWith('.a') ? i % across : Math.floor(i / across) % rows;
  };
  let disposed = false;

  function logpOf(parameters: Parameters, row: TrainRow): Float32Array {
    return Float32Array.from(row.answer, (token) => {
      let sum = 0;
      for (const [name, values] of parameters) {
        values.forEach((value, i) => {
          sum += (row.columns[columnOf(name, i)] as number) * (value - floor(token)) ** 2;
        });
      }
      return -sum / (2 * numbers);
    });
  }

  const differentiator: Differentiator = {
    plan,
    matrices,
    usedBytes: 0,
    async gradients(parameters, rows, loss, { between, signal }): Promise<Gradients> {
      for (let done = 0; done < PIECES; done++) await between?.(done, PIECES);
      signal?.throwIfAborted();
      const gradients = new Map([...parameters].map(([name, values]) => [name, new Float32Array(values.length)]));
      let total = 0;
      const logp = rows.map((row, place) => {
        const own = logpOf(parameters, row);
        const outcome = loss(own, place);
        total += outcome.loss;
        for (const [name, sums] of gradients) {
          const values = parameters.get(name) as Float32Array;
          for (let i = 0; i < sums.length; i++) {
            const pull = (row.columns[columnOf(name, i)] as number) / numbers;
            outcome.slopes.forEach((slope, t) => {
              sums[i] = (sums[i] as number) - slope * pull * ((values[i] as number) - floor(row.answer[t] as number));
            });
          }
        }
        return own;
      });
      return { loss: total, logp, gradients, tokens: rows.reduce((sum, row) => sum + row.prompt.length + row.answer.length, 0) };
    },
    async logProbabilities(parameters, rows, { between, signal }) {
      await between?.(0, 1);
      signal?.throwIfAborted();
      return rows.map((row) => logpOf(parameters, row));
    },
    async dispose() {
      disposed = true;
    },
  };
  return {
    differentiator,
    config: TINY,
    tokenizer: { encodeChat: ({ prompt }) => [...prompt].map((letter) => letter.charCodeAt(0) % TINY.vocabulary) },
    head: (_, out, to) => out.fill(0.5, to, to + TINY.width),
    opened: { memory: plan, backend: 'wasm', threads: 1, note: 'A bowl.', base: { name: 'bowl', sha256: '0'.repeat(64) } },
    disposed: () => disposed,
  };
}
