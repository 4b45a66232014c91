/**
 * What adapters of 8 bits cost. `int8`: every column of A and B (one a rank) rounded to whole multiples of its largest value / 127, as a file with a
 * scale a column would hold it. `float8`: E4M3, as models/tiller/float8.py writes it. KL from the policy with its published adapters to the policy with the rounded ones, in nats a token, over the
 * policies' own published answers; beside it the policy's KL to the base over the same positions.
 *
 *   npx tsx scripts/adapter-bits.ts [--texts 6] [--threads 1]
 *
 * Prints one JSON line and keeps it as bench/results/<date>-<commit>-adapter-bits.json. docs/decisions/2026-11-29-room-for-adapters.md quotes it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as ort from 'onnxruntime-node';
import { readSlots } from '../src/lm/adapters/bank-slots.ts';
import type { Adapter, LoraPair } from '../src/lm/adapters/peft.ts';
import { parseFile } from '../src/lm/parse-file.ts';
import type { Bank } from '../src/lm/run/forward.ts';
import { loadModel } from '../src/lm/run/model.ts';
import { cornerWeighting, equalWeighting } from '../src/math/simplex.ts';
import { mean } from '../src/math/statistics.ts';
import { policySlots } from '../src/methods/policy-slots.ts';
import { steerPolicy } from '../src/methods/steer-policy.ts';
import { FrontSchema } from '../src/packs/front.ts';
import { measuredSample } from '../src/packs/measured-sample.ts';
import { baseModelSource } from './base-model-source.ts';
import { workingCommit } from './build-commit.ts';
import { compareLogits } from './compare-logits.ts';
import { readPackFiles } from './evaluate/pack-files.ts';

const { values: options } = parseArgs({ options: { texts: { type: 'string', default: '6' }, threads: { type: 'string', default: '1' } } });
const MEASURED = [
  ['voice', 'clp'],
  ['voice', 'rs'],
  ['voice', 'clp-full'],
  ['fork', 'clp'],
] as const;
const LEVELS = 127;

/** To 3 bits of mantissa, exponents from -6. @param unit What values are multiplied by first, a power of two. */
function toFloat8(values: Float32Array, unit: number): Float32Array {
  return values.map((value) => {
    const scaled = value * unit;
    const step = 2 ** (Math.max(-6, Math.floor(Math.log2(Math.abs(scaled) || 1))) - 3);
    return (Math.round(scaled / step) * step) / unit;
  });
}

/** The power of two by which the largest value of all stays within the bound. */
function unitWithin(bound: number, all: readonly Float32Array[]): number {
  const largest = Math.max(...all.map((values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)));
  return 2 ** Math.floor(Math.log2(bound / largest));
}

/** In place of every column of [rows, columns] (or [columns, rows]) its nearest multiples of its largest value / 127. */
function rounded(values: Float32Array, columns: number, columnAt: (i: number) => number): Float32Array {
  const sizes = new Float32Array(columns);
  values.forEach((value, i) => {
    sizes[columnAt(i)] = Math.max(sizes[columnAt(i)] as number, Math.abs(value));
  });
  return values.map((value, i) => {
    const unit = (sizes[columnAt(i)] as number) / LEVELS;
    return unit === 0 ? 0 : Math.round(value / unit) * unit;
  });
}

const FORMS = {
  int8: (adapter: Adapter): Adapter => {
    const roundPair = (pair: LoraPair): LoraPair => {
      const inputs = pair.a.length / pair.rank;
      const a = rounded(pair.a, pair.rank, (i) => Math.floor(i / inputs));
      return { ...pair, a, b: rounded(pair.b, pair.rank, (i) => i % pair.rank) };
    };
    return new Map([...adapter].map(([path, pair]) => [path, roundPair(pair)]));
  },
  float8: (adapter: Adapter): Adapter => {
    const pairs = [...adapter.values()];
    const [a, b] = [
      unitWithin(
        1,
        pairs.map((pair) => pair.a),
      ),
      unitWithin(
        448,
        pairs.map((pair) => pair.b),
      ),
    ];
    return new Map([...adapter].map(([path, pair]) => [path, { ...pair, a: toFloat8(pair.a, a), b: toFloat8(pair.b, b) }]));
  },
};

const backend = {
  ort,
  provider: 'cpu',
  weights: 'dense',
  precision: 'f32',
  sessionOptions: { intraOpNumThreads: Number(options.threads) },
} as const;
const { forward, tokenizer, config } = await loadModel({ source: baseModelSource(), context: 512, backend });
const results = [];
for (const [packId, policyId] of MEASURED) {
  const folder = fileURLToPath(new URL(`../public/models/${packId}`, import.meta.url));
  const { pack, slots } = readPackFiles(folder);
  const front = parseFile(FrontSchema, JSON.parse(readFileSync(`${folder}/front.json`, 'utf8')), 'front.json');
  const policy = pack.policies.find(({ id }) => id === policyId);
  if (!policy) throw new Error(`pack ${packId} has no policy ${policyId}`);
  const wanted = policySlots(policy);
  const { slots: own } = readSlots(
    slots.filter(({ id }) => wanted.includes(id)),
    config,
  );
  const roughly = (form: keyof typeof FORMS) =>
    own.map((slot) => ('adapter' in slot ? { ...slot, adapter: FORMS[form](slot.adapter) } : slot));
  const banks = {
    float: await forward.mount(own),
    int8: await forward.mount(roughly('int8')),
    float8: await forward.mount(roughly('float8')),
  };
  const count = pack.rewards.length;
  for (const weights of [...pack.rewards.map((_, i) => cornerWeighting(count, i)), equalWeighting(count)]) {
    const row = steerPolicy(policy, weights, { system: pack.system, rewards: pack.rewards }).rows[0];
    const coefficients = Float32Array.from(banks.float.slots, (id) => row?.coefficients[id] ?? 0);
    const apart: Record<keyof typeof FORMS, number[]> = { int8: [], float8: [] };
    const fromBase: number[] = [];
    for (const prompt of pack.examples.slice(0, Number(options.texts))) {
      const sample = measuredSample(front, policyId, prompt, weights);
      if (!sample) continue;
      const asked = tokenizer.encodeChat({ system: pack.system, prompt });
      const tokens = [...asked, ...tokenizer.encode(sample.sample.text)];
      const logits = async (bank: Bank, c: Float32Array) => {
        const { batch, logits: found } = await forward.prefill([{ tokens, coefficients: c, logitsFrom: asked.length - 1 }], { bank });
        forward.release(batch);
        return found[0] as Float32Array;
      };
      const float = await logits(banks.float, coefficients);
      const klTo = (other: Float32Array) =>
        Array.from({ length: float.length / config.vocabulary }, (_, i) => {
          const [from, to] = [i * config.vocabulary, (i + 1) * config.vocabulary];
          return compareLogits(float.subarray(from, to), other.subarray(from, to)).kl;
        });
      for (const form of ['int8', 'float8'] as const) apart[form].push(...klTo(await logits(banks[form], coefficients)));
      fromBase.push(...klTo(await logits(banks.float, new Float32Array(coefficients.length))));
    }
    const summary = (values: readonly number[]) => ({ mean: mean(values), largest: Math.max(...values) });
    const result = {
      ...{ pack: packId, policy: policyId, weights, positions: fromBase.length },
      ...{ int8: summary(apart.int8), float8: summary(apart.float8), base: summary(fromBase) },
    };
    console.error(JSON.stringify(result));
    results.push(result);
  }
  for (const bank of Object.values(banks)) bank.release();
}
await forward.dispose();
const commit = workingCommit();
const date = new Date().toISOString();
const line = JSON.stringify({ date, commit, results });
writeFileSync(new URL(`../bench/results/${date.slice(0, 10)}-${commit.slice(0, 7)}-adapter-bits.json`, import.meta.url), `${line}\n`);
console.log(line);
