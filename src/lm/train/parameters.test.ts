import { describe, expect, it } from 'vitest';
import { readAdapter } from '../adapters/bank-slots.ts';
import { type LoraPair, readPeft } from '../adapters/peft.ts';
import { linearsOf } from '../arch/linears.ts';
import { floatToHalf, halfToFloat } from '../files/float16.ts';
import { TINY } from '../testing/tiny-llama.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { exportSlots, type SlotFiles } from './export-slots.ts';
import { type BankShape, columnCoefficients, createMatrices, foldScale, unfoldGradients } from './parameters.ts';
import type { Parameters } from './train-types.ts';

const bank: BankShape = {
  slots: [
    { id: 'shared', rank: 2 },
    { id: 'brevity', rank: 3 },
  ],
  hooks: ['qkv', 'o', 'gateUp', 'down', 'head'],
  scale: 4,
};

/** A bank whose B has moved. */
function moved(seed: number, shape: BankShape = bank): Map<string, Float32Array> {
  const other = createMatrices(TINY, { ...shape, slots: [{ id: 'all', rank: 64 }] }, seed + 1);
  return new Map(
    [...createMatrices(TINY, shape, seed)].map(([name, values]) =>
      name.endsWith('.b')
        ? [name, values.map((_, i) => (other.get(name.replace(/b$/, 'a')) as Float32Array)[i % 512] as number)]
        : [name, values],
    ),
  );
}

/** Every linear of the bank, with its sizes in the graphs. */
function trainedLinears() {
  return bank.hooks
    .flatMap((hook) => linearsOf(TINY, hook))
    .map(({ name, hook, inputs, outputs }) => ({ name, hook, inputs, outputs: hook === 'head' ? TINY.width : outputs }));
}

function deviation(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

describe('how a training begins', () => {
  it('A is normal with deviation 1 / sqrt(in), B zero', () => {
    const matrices = createMatrices(TINY, { ...bank, slots: [{ id: 'one', rank: 32 }] }, 1);
    for (const { name, inputs, outputs } of trainedLinears()) {
      const a = matrices.get(`${name}.a`) as Float32Array;
      expect(a).toHaveLength(inputs * 32);
      expect(deviation(a) * Math.sqrt(inputs)).toBeGreaterThan(0.93);
      expect(deviation(a) * Math.sqrt(inputs)).toBeLessThan(1.07);
      expect(matrices.get(`${name}.b`)).toEqual(new Float32Array(32 * outputs));
    }
  });

  it('the seed decides, and a slot begins the same whoever stands after it', () => {
    expect(createMatrices(TINY, bank, 3)).toEqual(createMatrices(TINY, bank, 3));
    expect(createMatrices(TINY, bank, 4)).not.toEqual(createMatrices(TINY, bank, 3));
    const alone = exportSlots(
      TINY,
      { ...bank, slots: bank.slots.slice(0, 1) },
      createMatrices(TINY, { ...bank, slots: bank.slots.slice(0, 1) }, 3),
      tinyHead,
    );
    expect(exportSlots(TINY, bank, createMatrices(TINY, bank, 3), tinyHead)[0]).toEqual(alone[0]);
  });

  it('every column of a slot has its coefficient', () => {
    expect([...columnCoefficients(bank, [1, 0.25])]).toEqual([1, 1, 0.25, 0.25, 0.25]);
    expect(() => columnCoefficients(bank, [1])).toThrow('1 coefficients, expected one for each of 2 slots');
  });
});

const headWeights = Float32Array.from({ length: TINY.vocabulary * TINY.width }, (_, i) => Math.sin(i));
const tinyHead = {
  base: 'tiny',
  head: (token: number, out: Float32Array, to: number) => out.set(headWeights.subarray(token * TINY.width, (token + 1) * TINY.width), to),
};

/** scale B A x of a PEFT pair, [out]. */
function change({ rank, scale, a, b }: LoraPair, x: Float32Array): Float32Array {
  const down = Array.from({ length: rank }, (_, r) => x.reduce((sum, value, i) => sum + value * (a[r * x.length + i] as number), 0));
  return Float32Array.from(
    { length: b.length / rank },
    (_, o) => scale * down.reduce((sum, value, r) => sum + value * (b[o * rank + r] as number), 0),
  );
}

/** ((x A) * c) (B s), as the graphs compute it, [out]. */
function graphChange(matrices: Parameters, name: string, x: Float32Array, coefficients: Float32Array): Float32Array {
  const a = matrices.get(`${name}.a`) as Float32Array;
  const b = matrices.get(`${name}.b`) as Float32Array;
  const columns = coefficients.length;
  const outputs = b.length / columns;
  const down = coefficients.map((c, column) => c * x.reduce((sum, value, i) => sum + value * (a[i * columns + column] as number), 0));
  return Float32Array.from({ length: outputs }, (_, o) =>
    down.reduce((sum, value, column) => sum + value * (b[column * outputs + o] as number), 0),
  );
}

const rounded = (matrices: Parameters) =>
  new Map([...matrices].map(([name, values]) => [name, values.map((value) => halfToFloat[floatToHalf(value)] as number)]));
const read = ({ id, config, tensors }: SlotFiles) => readPeft({ config: JSON.parse(config), tensors }, TINY, id);

describe('slots as PEFT folders', () => {
  it('what the engine reads of them changes a token as the graphs do, at any coefficients', () => {
    const trained = rounded(moved(7));
    const adapters = exportSlots(TINY, bank, trained, tinyHead).map(read);
    const coefficients = [1, 0.25];
    const columns = columnCoefficients(bank, coefficients);
    const folded = foldScale(trained, bank.scale);
    const modules: Record<string, readonly string[]> = {
      qkv: ['q_proj', 'k_proj', 'v_proj'],
      o: ['o_proj'],
      gateUp: ['gate_proj', 'up_proj'],
      down: ['down_proj'],
    };
    for (const { name, hook, inputs } of trainedLinears().filter(({ hook }) => hook !== 'head')) {
      const x = Float32Array.from({ length: inputs }, (_, i) => Math.cos(i));
      const parts = (modules[hook] as readonly string[]).flatMap((module) => {
        const path = name.replace(hook, module);
        const of = adapters.map((adapter) => change(adapter.get(path) as LoraPair, x));
        return [...(of[0] as Float32Array)].map((value, o) =>
          of.reduce((sum, delta, slot) => sum + (coefficients[slot] as number) * (delta[o] as number), 0 * value),
        );
      });
      graphChange(folded, name, x, columns).forEach((value, o) => {
        expect(parts[o]).toBeCloseTo(value, 4);
      });
    }
  });

  it("a step on the head's input is the LoRA of the head that gives the same logits", () => {
    const trained = rounded(moved(8));
    const h = Float32Array.from({ length: TINY.width }, (_, i) => Math.cos(3 * i));
    const step = graphChange(foldScale(trained, bank.scale), 'head', h, columnCoefficients(bank, [1, 0]));
    const [shared] = exportSlots(TINY, bank, trained, tinyHead);
    const lora = change(read(shared as SlotFiles).get('lm_head') as LoraPair, h);
    for (let token = 0; token < TINY.vocabulary; token++) {
      const expected = step.reduce((sum, value, i) => sum + value * (headWeights[token * TINY.width + i] as number), 0);
      expect(Math.abs((lora[token] as number) - expected)).toBeLessThan(2e-3 * Math.max(1, Math.abs(expected)));
    }
  });

  it('q, k and v of a layer have one A, and alpha is rank times scale', () => {
    const [, brevity] = exportSlots(TINY, bank, moved(9), tinyHead);
    const adapter = read(brevity as SlotFiles);
    expect(adapter.get('layers.1.k_proj')?.a).toEqual(adapter.get('layers.1.q_proj')?.a);
    expect(adapter.get('layers.1.v_proj')?.a).toEqual(adapter.get('layers.1.q_proj')?.a);
    expect(adapter.get('layers.0.o_proj')?.scale).toBe(4);
    expect(JSON.parse((brevity as SlotFiles).config)).toMatchObject({ r: 3, lora_alpha: 12 });
  });
});

it('a soft prompt leaves as its slots’ vectors, one prompt each, and a bank of both kinds does not', () => {
  const soft = {
    slots: [
      { id: 'shared', rank: 1 },
      { id: 'own', rank: 1 },
    ],
    hooks: [],
    scale: 4,
    softTokens: 2,
  };
  const start = Float32Array.from({ length: 2 * TINY.width }, (_, i) => i / 128);
  const matrices = createMatrices(TINY, soft, 1, start);
  const [shared, own] = exportSlots(TINY, soft, matrices, { base: 'tiny' }).map(({ id, config, tensors }) =>
    readAdapter({ config: JSON.parse(config), tensors }, TINY, id),
  );
  expect(shared).toEqual({ adapter: new Map(), soft: start });
  expect(own?.soft).toEqual(new Float32Array(2 * TINY.width));
  expect(() => exportSlots(TINY, { ...soft, hooks: ['o'] }, matrices, { base: 'tiny' })).toThrow('expected soft vectors alone');
});

it('the scale is folded into B for the graphs and into the gradients of B for the optimiser: by finite differences', () => {
  const matrices = moved(10);
  const x = Float32Array.from({ length: TINY.width }, (_, i) => Math.cos(i));
  const columns = columnCoefficients(bank, [1, 0.5]);
  const loss = (of: Parameters) =>
    graphChange(foldScale(of, bank.scale), 'layers.0.o', x, columns).reduce((sum, value) => sum + value * value, 0);
  // Of B s, as the graphs give it: 2 y (x A c).
  const y = graphChange(foldScale(matrices, bank.scale), 'layers.0.o', x, columns);
  const a = matrices.get('layers.0.o.a') as Float32Array;
  const down = columns.map((c, column) => c * x.reduce((sum, value, i) => sum + value * (a[i * 5 + column] as number), 0));
  const gradients = new Map([
    [
      'layers.0.o.b',
      Float32Array.from(
        { length: 5 * TINY.width },
        (_, i) => 2 * (y[i % TINY.width] as number) * (down[Math.floor(i / TINY.width)] as number),
      ),
    ],
  ]);
  unfoldGradients(gradients, bank.scale);
  for (const place of [0, 70, 300]) {
    const nudged = (by: number) =>
      new Map(
        [...matrices].map(([name, values]) => [
          name,
          name === 'layers.0.o.b' ? values.map((value, i) => value + (i === place ? by : 0)) : values,
        ]),
      );
    const slope = (loss(nudged(0.02)) - loss(nudged(-0.02))) / 0.04;
    expect((gradients.get('layers.0.o.b') as Float32Array)[place]).toBeCloseTo(slope, 2);
  }
});

describe('a checkpoint', () => {
  const state = { values: moved(1), optimiser: { steps: 17, means: moved(2), squares: moved(3) } };

  it('comes back exactly', () => {
    expect(readCheckpoint(writeCheckpoint(state), createMatrices(TINY, bank, 9))).toEqual(state);
  });

  it('of another training is refused by name', () => {
    const bytes = writeCheckpoint(state);
    const smaller = { ...bank, slots: bank.slots.slice(0, 1) };
    expect(() => readCheckpoint(bytes, createMatrices(TINY, smaller, 1))).toThrow(
      'the checkpoint is of another training: value/layers.0.qkv.a has 320 numbers, expected 128',
    );
    expect(() => readCheckpoint(bytes, createMatrices(TINY, { ...bank, hooks: ['qkv'] }, 1))).toThrow(
      'nothing here is called value/layers.0.o.a',
    );
    expect(() => readCheckpoint(bytes.slice(0, 900), createMatrices(TINY, bank, 1))).toThrow('checkpoint');
  });
});
