/** A linear of the graph: the base's weights, and what adapters add. */
import type { Linear } from '../arch/linears.ts';
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

/**
 * x · W and what the linear reads of a bank: + ((x · A + ones) * coefficients) · B, of vectors alone + coefficients · B.
 * What it does not read costs no node.
 */
export function adaptedLinear(draft: Draft, linear: Linear, x: string): string {
  const { graph, options, real } = draft;
  const { name, hook, inputs, outputs } = linear;
  const y = baseLinear(draft, linear, x);
  const reads = options.reads.linears.get(name);
  if (!reads) return y;
  const columns = `columns.${hook}`;
  const coefficients = graph.input(`coefficients.${hook}`, real, [hook === 'head' ? 'wanted' : 'tokens', columns]);
  const b = graph.input(`${name}.b`, real, [columns, outputs]);
  if (reads === 'vectors') return graph.node('Gemm', name, [coefficients, b, y]);
  const a = graph.input(`${name}.a`, real, [inputs, columns]);
  const ones = graph.input(`ones.${hook}`, real, [columns]);
  const down = graph.node('Gemm', `${name}.down`, [x, a, ones]);
  return graph.node('Gemm', name, [graph.node('Mul', `${name}.scaled`, [down, coefficients]), b, y]);
}
