/** A linear of the graph: the base's weights, and what adapters add. */
import type { Hook, Linear } from '../arch/linears.ts';
import { EngineError } from '../errors.ts';
import type { Draft } from './llama-graph.ts';

const WEIGHT_BLOCK = 32;

/**
 * x · W.
 * @throws EngineError 'backend' when the inputs are no whole number of the backend's blocks.
 */
function baseLinear({ graph, options, real }: Draft, { name, parts, inputs, outputs }: Linear, x: string): string {
  if (options.weights === 'dense') {
    const dense = graph.external({ kind: 'dense', parts }, [{ name: `${name}.weight`, type: real, dims: [inputs, outputs] }]);
    return graph.node('MatMul', `${name}.base`, [x, ...dense]);
  }
  const bits = options.weights === 'blocks8' ? 8 : 4;
  const blocks = inputs / WEIGHT_BLOCK;
  if (!Number.isInteger(blocks))
    throw new EngineError('backend', `linear ${name} has ${inputs} inputs, expected a multiple of ${WEIGHT_BLOCK} for weights in blocks`);
  const tensors = graph.external({ kind: 'blocks', bits, parts }, [
    { name: `${name}.codes`, type: 'uint8', dims: [outputs, blocks, (WEIGHT_BLOCK * bits) / 8] },
    { name: `${name}.scales`, type: real, dims: [outputs, blocks] },
    // 8-bit blocks are symmetric around 128, which is what an absent zero point means.
    ...(bits === 4 ? [{ name: `${name}.zeros`, type: 'uint8', dims: [outputs, Math.ceil(blocks / 2)] } as const] : []),
  ]);
  return graph.node('MatMulNBits', `${name}.base`, [x, ...tensors], {
    attributes: {
      K: { int: inputs },
      N: { int: outputs },
      bits: { int: bits },
      block_size: { int: WEIGHT_BLOCK },
      accuracy_level: { int: 0 },
    },
  });
}

const columnsDimension = (hook: Hook): string => `columns.${hook}`;

/** x · W + ((x · A + ones) * coefficients) · B where the graph takes adapters, else x · W. */
export function adaptedLinear(draft: Draft, linear: Linear, x: string): string {
  const { graph, options, real, hooks } = draft;
  const { name, hook, inputs, outputs } = linear;
  const y = baseLinear(draft, linear, x);
  if (!options.adapters) return y;
  const columns = columnsDimension(hook);
  if (!hooks.has(hook)) {
    hooks.add(hook);
    graph.input(`coefficients.${hook}`, real, [hook === 'head' ? 'wanted' : 'tokens', columns]);
    graph.input(`ones.${hook}`, real, [columns]);
  }
  const a = graph.input(`${name}.a`, real, [inputs, columns]);
  const b = graph.input(`${name}.b`, real, [columns, outputs]);
  const down = graph.node('Gemm', `${name}.down`, [x, a, `ones.${hook}`]);
  const scaled = graph.node('Mul', `${name}.scaled`, [down, `coefficients.${hook}`]);
  return graph.node('Gemm', name, [scaled, b, y]);
}
