import { headLinear, LAYER_HOOKS, type LayerHook, layerLinear } from '../arch/linears.ts';
import type { LlamaConfig } from '../arch/llama-config.ts';
import type { TrainShape } from './train-types.ts';

/** Rows and columns of a matrix. */
export type Dims = readonly [number, number];

/** Hooks of the layers that are trained, in the order of the computation. */
export function layerHooks({ hooks }: TrainShape): readonly LayerHook[] {
  return LAYER_HOOKS.filter((hook) => hooks.includes(hook));
}

/** Names and shapes of the matrices at a layer, without the layer's own `layers.<i>.`. */
function layerMatrices(config: LlamaConfig, shape: TrainShape): ReadonlyMap<string, Dims> {
  return new Map(
    layerHooks(shape).flatMap((hook) => {
      const { inputs, outputs } = layerLinear(config, 0, hook);
      return pair(hook, inputs, outputs, shape.columns);
    }),
  );
}

/** Names and shapes of the head's matrices; none where the head is not trained. */
function headMatrices(config: LlamaConfig, { hooks, columns }: TrainShape): ReadonlyMap<string, Dims> {
  const { inputs } = headLinear(config);
  return new Map(hooks.includes('head') ? pair('head', inputs, inputs, columns) : []);
}

function pair(name: string, inputs: number, outputs: number, columns: number): [string, Dims][] {
  return [
    [`${name}.a`, [inputs, columns]],
    [`${name}.b`, [columns, outputs]],
  ];
}

/** All that is trained, by the names of `Parameters`. */
export function trainedMatrices(config: LlamaConfig, shape: TrainShape): ReadonlyMap<string, Dims> {
  const layers = Array.from({ length: config.layers }, (_, layer) =>
    [...layerMatrices(config, shape)].map(([name, dims]) => [`layers.${layer}.${name}`, dims] as const),
  );
  const { columns, softTokens = 0 } = shape;
  const soft: readonly [string, Dims][] = softTokens > 0 ? [['soft', [columns, softTokens * config.width]]] : [];
  return new Map([...layers.flat(), ...headMatrices(config, shape), ...soft]);
}
