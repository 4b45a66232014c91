import { expect, it } from 'vitest';
import { createRng } from '../../math/rng.ts';
import { writeGguf } from '../testing/write-gguf.ts';
import { shardedSource } from './byte-source.ts';
import { checkWeights } from './check-weights.ts';
import { BLOCK, dequantize, rowBytes, type TensorType } from './dequantize.ts';
import { readGguf } from './gguf.ts';

const TYPES: readonly (readonly [TensorType, number])[] = [
  ['F32', 0],
  ['F16', 1],
  ['Q4_0', 2],
  ['Q4_1', 3],
  ['Q8_0', 8],
];
const ROWS = 3;
const COLUMNS = 2 * BLOCK;

/** A tensor of any bytes: many have exponents of infinity. */
async function fileOf(type: number, data: Uint8Array) {
  return readGguf(shardedSource([writeGguf({}, [{ name: 'a.weight', dims: [COLUMNS, ROWS], type, data }])]));
}

it.each(TYPES)('finds in %s exactly what reading it finds', async (type, number) => {
  const next = createRng(number + 1);
  const bytes = rowBytes(type, COLUMNS, 'a.weight') * ROWS;
  let refused = 0;
  for (let round = 0; round < 200; round++) {
    // small bytes make finite floats; in every second tensor some pairs of bytes are all ones
    const data = Uint8Array.from({ length: bytes }, () => 60 * next());
    for (let planted = 0; planted < (round % 2) * 10; planted++) {
      const at = Math.floor(next() * bytes);
      data.fill(255, at, at + 2);
    }
    const values = new Float32Array(ROWS * COLUMNS);
    dequantize(type, data, 0, values.length, values);
    const finite = values.every(Number.isFinite);
    const file = await fileOf(number, data);
    if (finite) expect(() => checkWeights(file)).not.toThrow();
    else expect(() => checkWeights(file)).toThrow('tensor a.weight holds a weight that is no finite number at [');
    refused += finite ? 0 : 1;
  }
  expect(refused).toBeGreaterThan(3);
});

it('says where', async () => {
  const values = new Float32Array(ROWS * COLUMNS);
  values[COLUMNS + 5] = Number.NaN;
  await expect(fileOf(0, new Uint8Array(values.buffer)).then(checkWeights)).rejects.toThrow('at [1, 5]');
});
