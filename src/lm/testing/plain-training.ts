/** Log-probabilities of an answer under a bank in training, by the plain model in float64: what gradients are held against by finite differences. */
import type { Adapter, LoraPair } from '../adapters/peft.ts';
import { LAYER_HOOKS, layerLinear } from '../arch/linears.ts';
import type { Parameters, TrainRow, TrainShape } from '../train/train-types.ts';
import { type PlainSlot, plainHidden } from './plain-llama.ts';
import { TINY } from './tiny-llama.ts';

const columnOf = (matrix: Float32Array, columns: number, column: number) =>
  Float32Array.from({ length: matrix.length / columns }, (_, i) => matrix[i * columns + column] as number);
const rowOf = (matrix: Float32Array, columns: number, row: number) => {
  const width = matrix.length / columns;
  return matrix.subarray(row * width, (row + 1) * width);
};

/** A rank column of the layers' matrices as an adapter of rank 1. */
function columnAdapter(parameters: Parameters, columns: number, column: number): Adapter {
  const adapter = new Map<string, LoraPair>();
  for (let layer = 0; layer < TINY.layers; layer++) {
    for (const hook of LAYER_HOOKS) {
      const linear = layerLinear(TINY, layer, hook);
      const [a, b] = [parameters.get(`${linear.name}.a`), parameters.get(`${linear.name}.b`)];
      if (!a || !b) continue;
      const outward = rowOf(b, columns, column);
      for (const { path, start, outputs } of linear.parts)
        adapter.set(path, { rank: 1, scale: 1, a: columnOf(a, columns, column), b: outward.subarray(start, start + outputs) });
    }
  }
  return adapter;
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((sum, value, i) => sum + value * (b[i] as number), 0);

/** h + sum over columns of c (h . A) B. */
function stepped(hidden: readonly number[], parameters: Parameters, { columns }: TrainShape, coefficients: readonly number[]): number[] {
  const [a, b] = [parameters.get('head.a'), parameters.get('head.b')];
  const result = [...hidden];
  if (!a || !b) return result;
  coefficients.forEach((coefficient, column) => {
    const down = coefficient * dot(columnOf(a, columns, column), hidden);
    rowOf(b, columns, column).forEach((value, i) => {
      result[i] = (result[i] as number) + down * value;
    });
  });
  return result;
}

/** The embedding with the row's soft vectors after it. */
function withSoft(weights: ReadonlyMap<string, Float32Array>, parameters: Parameters, columns: number, coefficients: readonly number[]) {
  const embedding = weights.get('embedding') as Float32Array;
  const soft = parameters.get('soft');
  if (!soft) return weights;
  const width = soft.length / columns;
  const longer = new Float32Array(embedding.length + width);
  longer.set(embedding);
  for (let i = 0; i < width; i++)
    longer[embedding.length + i] = coefficients.reduce((sum, coefficient, j) => sum + coefficient * (soft[j * width + i] as number), 0);
  return new Map(weights).set('embedding', longer);
}

/** log p of every token of the row's answer under TINY with these weights. */
export function plainLogProbabilities(
  weights: ReadonlyMap<string, Float32Array>,
  parameters: Parameters,
  shape: TrainShape,
  row: TrainRow,
  temperature: number,
): number[] {
  const coefficients = Array.from(row.columns);
  const slots: PlainSlot[] = coefficients.map((coefficient, column) => ({
    adapter: columnAdapter(parameters, shape.columns, column),
    coefficient,
  }));
  const soft = Array.from({ length: shape.softTokens ?? 0 }, (_, i) => TINY.vocabulary + i);
  const answer = Array.from(row.answer);
  const tokens = [...soft, ...Array.from(row.prompt), ...answer.slice(0, -1)];
  const hidden = plainHidden(withSoft(weights, parameters, shape.columns, coefficients), tokens, slots);
  const head = weights.get('lm_head') as Float32Array;
  return answer.map((token, i) => {
    const state = stepped(hidden[hidden.length - answer.length + i] as readonly number[], parameters, shape, coefficients);
    const logits = Array.from(
      { length: TINY.vocabulary },
      (_, v) => dot(head.subarray(v * TINY.width, (v + 1) * TINY.width), state) / temperature,
    );
    const top = Math.max(...logits);
    return (logits[token] as number) - top - Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - top), 0));
  });
}
