import { PbfReader } from 'pbf';
import { describe, expect, it } from 'vitest';
import { READS_NOTHING, readsAll } from '../arch/bank-reads.ts';
import { TINY } from '../testing/tiny-llama.ts';
import { buildLlamaGraph, type GraphOptions } from './llama-graph.ts';

const OPTIONS: GraphOptions = {
  weights: 'dense',
  precision: 'f32',
  reads: READS_NOTHING,
  weightsAre: 'constants',
  context: 32,
  embedding: 'host',
};

/** Operator types of an .onnx file's nodes, in order. ModelProto.graph is field 7, GraphProto.node 1, NodeProto.op_type 4. */
function operators(model: Uint8Array): string[] {
  const ops: string[] = [];
  new PbfReader(model).readFields((field, _, reader) => {
    if (field !== 7) return;
    reader.readMessage((graphField, __, graph) => {
      if (graphField !== 1) return;
      graph.readMessage((nodeField, ___, node) => {
        if (nodeField === 4) ops.push(node.readString());
      }, null);
    }, null);
  }, null);
  return ops;
}

const count = (ops: readonly string[], op: string) => ops.filter((each) => each === op).length;

describe('buildLlamaGraph', () => {
  it('has four linears a layer and the head, and one attention and two norms a layer', () => {
    const ops = operators(buildLlamaGraph(TINY, OPTIONS).model);
    expect(count(ops, 'MatMul')).toBe(4 * TINY.layers + 1);
    expect(count(ops, 'GroupQueryAttention')).toBe(TINY.layers);
    expect(count(ops, 'SkipSimplifiedLayerNormalization')).toBe(2 * TINY.layers);
  });

  it('refuses sizes that blocks cannot hold, by the linear: dense weights can', () => {
    const odd = { ...TINY, mlp: 80 };
    expect(() => buildLlamaGraph(odd, { ...OPTIONS, weights: 'blocks8' })).toThrow(
      'linear layers.0.down has 80 inputs, expected a multiple of 32',
    );
    expect(() => buildLlamaGraph(odd, OPTIONS)).not.toThrow();
  });

  it('adds three nodes a linear for adapters, and one for a reward', () => {
    const base = operators(buildLlamaGraph(TINY, OPTIONS).model);
    const adapted = operators(buildLlamaGraph(TINY, { ...OPTIONS, reads: readsAll(TINY) }).model);
    const linears = 4 * TINY.layers + 1;
    expect(count(adapted, 'Gemm')).toBe(2 * linears);
    // Beside the reward's product and its name as an output.
    expect(adapted.length - base.length).toBe(3 * linears + 2);
  });

  it('adds one node for vectors alone, and none where nothing is read', () => {
    const base = operators(buildLlamaGraph(TINY, OPTIONS).model);
    const reads = { linears: new Map([['layers.1.down', 'vectors']] as const), reward: false };
    const adapted = operators(buildLlamaGraph(TINY, { ...OPTIONS, reads }).model);
    expect(count(base, 'Gemm')).toBe(0);
    expect(count(adapted, 'Gemm')).toBe(1);
    expect(adapted.length).toBe(base.length + 1);
  });

  it.each(['dense', 'blocks8', 'blocks4'] as const)('places %s tensors one after the other, aligned, within the file', (weights) => {
    const { writes, externalBytes } = buildLlamaGraph(TINY, { ...OPTIONS, weights });
    let end = 0;
    for (const { offset, bytes } of writes.flatMap(({ tensors }) => tensors)) {
      expect(offset % 64).toBe(0);
      expect(offset).toBeGreaterThanOrEqual(end);
      end = offset + bytes;
    }
    expect(externalBytes).toBe(Math.ceil(end / 64) * 64);
  });

  it('takes half the bytes in half precision', () => {
    const bytes = (precision: 'f32' | 'f16') =>
      buildLlamaGraph(TINY, { ...OPTIONS, precision })
        .writes.flatMap(({ tensors }) => tensors)
        .reduce((sum, tensor) => sum + tensor.bytes, 0);
    expect(bytes('f16') * 2).toBe(bytes('f32'));
  });
});
