import { expect, it } from 'vitest';
import { rewardedSoups } from '../../methods/rs/rewarded-soups.ts';
import { rewardedSoupsFactor } from '../../methods/rs-factor/rewarded-soups-factor.ts';
import { writeSafetensors } from '../files/safetensors.ts';
import { plainLogits } from '../testing/plain-llama.ts';
import { mountTiny, tinyForward } from '../testing/tiny-forward.ts';
import { TINY, tinyAdapter, tinyGguf, tinyWeights } from '../testing/tiny-llama.ts';
import { crossAdapters, readSlots } from './bank-slots.ts';
import type { Adapter, LoraPair } from './peft.ts';

const TOKENS = [5, 17, 3, 88, 41, 0, 96, 12];
const weights = tinyWeights();
const forward = await tinyForward(tinyGguf(weights));
const experts: readonly Adapter[] = [1, 2, 3].map((seed) => tinyAdapter(seed, 4, ['q_proj', 'v_proj', 'o_proj', 'down_proj'], true));
const ids = experts.map((_, i) => `e${i}`);
/** The experts, then every cross slot. */
const bank = [
  ...ids.map((id, i) => ({ id, adapter: experts[i] as Adapter })),
  ...ids.flatMap((a, i) =>
    ids.flatMap((b, j) =>
      i === j ? [] : [{ id: `${a}*${b}`, adapter: crossAdapters(experts[i] as Adapter, experts[j] as Adapter, 'x') }],
    ),
  ),
];

/** sum_i w_i B_i and sum_i w_i A_i, as one adapter. */
function averagedFactors(w: readonly number[]): Adapter {
  const averaged = new Map<string, LoraPair>();
  for (const [path, pair] of experts[0] as Adapter) {
    const pairs = experts.map((expert) => expert.get(path) as LoraPair);
    const mean = (factor: 'a' | 'b') =>
      pair[factor].map((_, k) => pairs.reduce((sum, one, i) => sum + (w[i] as number) * (one[factor][k] as number), 0));
    averaged.set(path, { ...pair, a: mean('a'), b: mean('b') });
  }
  return averaged;
}

async function logitsOf(coefficients: Readonly<Record<string, number>>): Promise<Float32Array> {
  const mounted = await mountTiny(
    forward,
    bank.map(({ adapter }) => adapter),
  );
  const row = Float32Array.from(bank, ({ id }) => coefficients[id] ?? 0);
  const { batch, logits } = await forward.prefill([{ tokens: TOKENS, coefficients: row, logitsFrom: 0 }], { bank: mounted });
  forward.release(batch);
  mounted.release();
  return logits[0] as Float32Array;
}

function worst(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0);
}

const factorsAt = (w: readonly number[]) => rewardedSoupsFactor.steer({ rewards: ids }, w).rows[0]?.coefficients ?? {};
const deltasAt = (w: readonly number[]) => rewardedSoups.steer({ rewards: ids }, w).rows[0]?.coefficients ?? {};

it('factor mixing is the product of averaged factors', async () => {
  for (const w of [
    [0.5, 0.5, 0],
    [0.2, 0.3, 0.5],
  ]) {
    const dense = plainLogits(weights, TOKENS, [{ adapter: averagedFactors(w), coefficient: 1 }]).flat();
    const mixed = await logitsOf(factorsAt(w));
    expect(worst(mixed, dense)).toBeLessThan(1e-4);
    expect(worst(mixed, await logitsOf(deltasAt(w)))).toBeGreaterThan(0.1);
  }
});

it('factor mixing is delta mixing at the corners', async () => {
  for (const w of [
    [1, 0, 0],
    [0, 0, 1],
  ])
    expect(worst(await logitsOf(factorsAt(w)), await logitsOf(deltasAt(w)))).toBeLessThan(1e-5);
});

const MODULE = 'base_model.model.model.layers.1.self_attn.q_proj';
function folder(id: string, rank: number, extra: { config?: object; head?: number } = {}) {
  const filled = (shape: readonly number[]) => ({ shape: [...shape], data: new Float32Array(shape.reduce((a, b) => a * b)).fill(0.5) });
  const tensors = new Map([
    [`${MODULE}.lora_A.weight`, filled([rank, 64])],
    [`${MODULE}.lora_B.weight`, filled([64, rank])],
    ...(extra.head ? ([['base_model.model.score.weight', filled([1, extra.head])]] as const) : []),
  ]);
  return { id, config: { peft_type: 'LORA', lora_alpha: rank, ...extra.config }, tensors: writeSafetensors(tensors, 'F16') };
}
const classifier = { task_type: 'SEQ_CLS', modules_to_save: ['score'] };

it('slots are read in order, a cross slot from its two', () => {
  const { slots, reward } = readSlots([folder('a', 2), { id: 'a*b', cross: { a: 'a', b: 'b' } }, folder('b', 2)], TINY);
  expect(slots.map(({ id }) => id)).toEqual(['a', 'a*b', 'b']);
  expect(slots[1]?.adapter.get('layers.1.q_proj')).toMatchObject({ rank: 2, scale: 1 });
  expect(reward).toBeUndefined();
});

it('a sequence classifier brings its head', () => {
  const { reward } = readSlots([folder('a', 2), folder('rm', 2, { config: classifier, head: 64 })], TINY);
  expect(reward?.slot).toBe('rm');
  expect(reward?.head).toEqual(new Float32Array(64).fill(0.5));
});

it.each([
  ['a cross of a stranger', [folder('a', 2), { id: 'x', cross: { a: 'a', b: 'z' } }], "slot x: crosses 'z', expected one of a"],
  [
    'a cross of unequal ranks',
    [folder('a', 2), folder('b', 3), { id: 'x', cross: { a: 'a', b: 'b' } }],
    'slot x: layers.1.q_proj has A of rank 2 and B of rank 3, expected equal ranks',
  ],
  [
    'two reward models',
    [folder('a', 2, { config: classifier, head: 64 }), folder('b', 2, { config: classifier, head: 64 })],
    'adapter b is a reward model, expected one at most: a is one too',
  ],
  ['a classifier without a head', [folder('a', 2, { config: classifier })], 'score.weight is missing, expected [1, 64]'],
  ['a head of another width', [folder('a', 2, { config: classifier, head: 32 })], 'score.weight has shape [1,32], expected [1, 64]'],
  [
    'a saved module that is no head',
    [folder('a', 2, { config: { modules_to_save: ['score'] } })],
    'modules_to_save is ["score"], expected none',
  ],
] as const)('%s is refused', (_, slots, message) => {
  expect(() => readSlots(slots, TINY)).toThrow(message);
});
