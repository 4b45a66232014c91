import { expect, it } from 'vitest';
import { TINY, tinyAdapter, tinyVectors } from '../testing/tiny-llama.ts';
import { crossAdapters, readAdapter } from './bank-slots.ts';
import { exportMix } from './export-mix.ts';
import { type Adapter, type LoraPair, readPeft } from './peft.ts';

function exported(adapters: Readonly<Record<string, Adapter>>, coefficients: Readonly<Record<string, number>>): Adapter {
  const slots = Object.entries(adapters).map(([id, adapter]) => ({ id, adapter }));
  const files = exportMix(slots, coefficients, TINY, 'tiny');
  return readPeft({ config: JSON.parse(files.config), tensors: files.tensors }, TINY, 'mix');
}

/** Element i of scale B A. */
function delta({ rank, scale, a, b }: LoraPair, i: number): number {
  const inputs = a.length / rank;
  let sum = 0;
  for (let r = 0; r < rank; r++) sum += (b[Math.floor(i / inputs) * rank + r] as number) * (a[r * inputs + (i % inputs)] as number);
  return scale * sum;
}

it('a mix is one adapter with the sum of the scaled deltas, to single precision', () => {
  const one = tinyAdapter(1, 2, ['q_proj', 'lm_head']);
  const two = tinyAdapter(2, 3, ['q_proj', 'down_proj']);
  const cross = crossAdapters(one, tinyAdapter(3, 2, ['q_proj']), 'one*three');
  const adapters = { one, two, 'one*three': cross, unused: tinyAdapter(4, 2, ['k_proj']) };
  const coefficients: Readonly<Record<string, number>> = { one: 0.25, two: -0.5, 'one*three': 0.7, unused: 0 };
  const mix = exported(adapters, coefficients);
  expect([...mix.keys()].sort()).toEqual(['layers.0.down_proj', 'layers.0.q_proj', 'layers.1.down_proj', 'layers.1.q_proj', 'lm_head']);
  for (const [path, pair] of mix) {
    expect(pair.rank).toBe(7);
    for (let i = 0; i < 500; i++) {
      const expected = Object.entries(adapters).reduce((sum, [id, adapter]) => {
        const own = adapter.get(path);
        return sum + (own ? (coefficients[id] ?? 0) * delta(own, i) : 0);
      }, 0);
      expect(delta(pair, i)).toBeCloseTo(expected, 6);
    }
  }
});

it('biases are scaled and added', () => {
  const adapters = { first: tinyVectors(1, ['o_proj']), plain: tinyAdapter(2, 2, ['o_proj', 'q_proj']), third: tinyVectors(3, ['o_proj']) };
  const mix = exported(adapters, { first: 0.5, plain: 1, third: -2 });
  const [first, third] = [adapters.first, adapters.third].map((adapter) => adapter.get('layers.0.o_proj'));
  mix.get('layers.0.o_proj')?.bias?.forEach((value, i) => {
    const expected = 0.5 * (first?.scale ?? 0) * (first?.bias?.[i] as number) - 2 * (third?.scale ?? 0) * (third?.bias?.[i] as number);
    expect(value).toBeCloseTo(expected, 6);
  });
  expect(mix.get('layers.0.q_proj')?.bias).toEqual(new Float32Array(64));
});

it('a mix of nothing, and of what is not there, is refused', () => {
  const adapters = { one: tinyAdapter(1, 2, ['q_proj']) };
  expect(() => exported(adapters, { one: 0 })).toThrow('all coefficients are 0: a mix of nothing is the base itself');
  expect(() => exported(adapters, { two: 1 })).toThrow("coefficient of 'two': expected one of one");
});

it('soft prompts are added up vector by vector, the longest to its end', () => {
  const [short, long] = [new Float32Array(2 * TINY.width).fill(1), new Float32Array(3 * TINY.width).fill(0.5)];
  const slots = [
    { id: 'short', adapter: new Map(), soft: short },
    { id: 'long', adapter: new Map(), soft: long },
    { id: 'lora', adapter: tinyAdapter(1, 2, ['q_proj']) },
  ];
  const { config, tensors } = exportMix(slots, { short: -1, long: 0.5, lora: 0 }, TINY, 'tiny');
  const { soft } = readAdapter({ config: JSON.parse(config), tensors }, TINY, 'mix');
  expect(soft).toEqual(Float32Array.from({ length: 3 * TINY.width }, (_, i) => (i < 2 * TINY.width ? -0.75 : 0.25)));
  expect(() => exportMix(slots, { short: 1, lora: 1 }, TINY, 'tiny')).toThrow('the mix has soft prompts and LoRAs, expected one kind');
});
