import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type AdapterShape, randomAdapter } from './random-adapter.ts';
import { parseReference } from './reference.ts';

const folder = new URL('../../../e2e/fixtures/cut/', import.meta.url);
const reference = parseReference(
  JSON.parse(readFileSync(new URL('reference.json', folder), 'utf8')),
  new Uint8Array(readFileSync(new URL('reference.bin', folder))).buffer,
);
const shape: AdapterShape = { layers: 2, width: 576, kvWidth: 192, mlpWidth: 1536, vocabulary: 2048 };

test.each(reference.checks)(
  '$bank $slot $tensor is what Python makes',
  ({ bank, slot, tensor, shape: expectedShape, sum, weightedSum }) => {
    const spec = reference.banks[bank]?.find(({ id }) => id === slot);
    if (!spec) throw new Error(`no slot ${slot} in bank ${bank}`);
    const made = randomAdapter(spec, shape).get(tensor);
    expect(made?.shape).toEqual(expectedShape);
    // All values are multiples of a power of two, so the sums are exact.
    const values = Array.from(made?.data ?? []);
    expect(values.reduce((total, value) => total + value, 0)).toBe(sum);
    expect(values.reduce((total, value, index) => total + value * ((index % 1021) + 1), 0)).toBe(weightedSum);
  },
);

test('a shared A is one tensor under three names, a separate A is not', () => {
  const [shared, separate] = [reference.banks.attention?.[0], reference.banks.attention?.[2]];
  if (!shared || !separate) throw new Error('expected four slots in bank attention');
  const a = (spec: typeof shared, module: string) =>
    randomAdapter(spec, shape).get(`base_model.model.model.layers.1.self_attn.${module}.lora_A.weight`)?.data;
  expect(a(shared, 'k_proj')).toEqual(a(shared, 'q_proj'));
  expect(a(separate, 'k_proj')).not.toEqual(a(separate, 'q_proj'));
});

test('every case has logits for its positions', () => {
  for (const { positions, logits } of reference.logits) {
    expect(logits).toHaveLength(positions.length);
    for (const row of logits) expect(row).toHaveLength(reference.vocabulary);
  }
});
