/** Adapters as panels: what the kernels read of a bank is the bank, to within 8 bits of every column's size. */
import { expect, it } from 'vitest';
import { nodeKernels } from '../../../../scripts/node-kernels.ts';
import { makeBank } from '../../adapters/bank.ts';
import { layerLinear } from '../../arch/linears.ts';
import { TINY, tinyAdapter, tinyVectors } from '../../testing/tiny-llama.ts';
import { layBank } from './bank-panels.ts';
import { BANK_A, BANK_B, BANK_FACTORS, BANK_RANKED, BANK_RECORD_WORDS, BANK_RECORDS, HOOK_QKV } from './layout.ts';
import { KernelLab } from './testing/kernel-lab.ts';

it('keeps columns of very different sizes, in every part of a fused linear', async () => {
  const lab = KernelLab.of((await nodeKernels()).get('simd') as WebAssembly.Module);
  const small = new Map(
    [...tinyAdapter(1, 3, ['q_proj', 'v_proj'])].map(([path, pair]) => [path, { ...pair, b: pair.b.map((v) => v / 4096) }]),
  );
  const adapters = [small, tinyAdapter(2, 2, ['q_proj', 'k_proj', 'v_proj']), tinyVectors(3, ['k_proj'])];
  const bank = makeBank(
    TINY,
    adapters.map((adapter, i) => ({ id: `${i}`, adapter })),
  );
  const address = layBank(bank, TINY, { memory: lab, kernels: lab.kernels });
  const words = new Int32Array(lab.memory.buffer, address, BANK_RECORDS + BANK_RECORD_WORDS);
  const word = (index: number) => words[index] as number;
  const record = BANK_RECORDS + HOOK_QKV * BANK_RECORD_WORDS;
  const linear = layerLinear(TINY, 0, 'qkv');
  const { a, b } = bank.matrices(linear);
  const columns = bank.columns.qkv.ones.length;
  const ranked = word(BANK_RANKED + HOOK_QKV);
  expect(bank.columns.qkv.ones.subarray(ranked)).toEqual(new Float32Array(columns - ranked).fill(1));
  const factors = lab.readFloats(word(record + BANK_FACTORS), columns);
  const room = lab.room(4 * Math.max(linear.inputs, columns));
  const rowOf = (panels: number, row: number, inputs: number) => {
    lab.kernels.readRow(panels, row, room);
    return lab.readFloats(room, inputs);
  };
  const downs = Array.from({ length: ranked }, (_, column) => rowOf(word(record + BANK_A), column, linear.inputs));
  for (const [p, { start, outputs }] of linear.parts.entries()) {
    for (let output = 0; output < outputs; output++) {
      const ups = rowOf(word(record + BANK_B + p), output, columns);
      for (let column = 0; column < columns; column++) {
        const exact = b[column * linear.outputs + start + output] as number;
        const kept = (ups[column] as number) * (factors[column] as number);
        const size = Math.max(...b.subarray(column * linear.outputs, (column + 1) * linear.outputs).map(Math.abs));
        // a ranked column's product with its A is what counts
        const [down, exactDown] = column < ranked ? [downs[column]?.[7] as number, a[7 * columns + column] as number] : [1, 1];
        const sizeA =
          column < ranked ? Math.max(...Array.from({ length: linear.inputs }, (_, i) => Math.abs(a[i * columns + column] as number))) : 1;
        expect(Math.abs(kept * down - exact * exactDown)).toBeLessThanOrEqual((1.01 / 127) * size * sizeA);
      }
    }
  }
});
