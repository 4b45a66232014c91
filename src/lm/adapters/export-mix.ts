import { peftName } from '../arch/linears.ts';
import type { LlamaConfig } from '../arch/llama-config.ts';
import { EngineError } from '../errors.ts';
import { type RealTensor, writeSafetensors } from '../files/safetensors.ts';
import type { MixFiles } from '../requests.ts';
import type { MountSlot } from './bank-slots.ts';
import type { Adapter, LoraPair } from './peft.ts';
import { promptTuningFiles } from './prompt-tuning.ts';
import { mixSoft } from './soft-prompt.ts';

/**
 * One PEFT adapter that does what these adapters do at these coefficients: A's stacked, B's scaled and stacked, so its rank is the sum of
 * ranks (padded with zeros where a module has less, as PEFT knows one rank), biases scaled and added. In single precision, so that nothing
 * is rounded but the products. Of soft prompts one that is their sum at these coefficients, vector by vector.
 * @param coefficients By slot id; a slot that is not named, or has 0, is not part of it.
 * @param base What the config names as the base model.
 * @throws EngineError 'bad-request' when a coefficient names no slot, or all are 0: then it is the base itself; when soft prompts and LoRAs are
 * mixed, which no one adapter of PEFT can hold.
 */
export function exportMix(
  slots: readonly MountSlot[],
  coefficients: Readonly<Record<string, number>>,
  config: LlamaConfig,
  base: string,
): MixFiles {
  const stranger = Object.keys(coefficients).find((id) => !slots.some((slot) => slot.id === id));
  if (stranger !== undefined) {
    throw new EngineError(
      'bad-request',
      `coefficient of '${stranger}': expected one of ${slots.map(({ id }) => id).join(', ') || 'no slots'}`,
    );
  }
  const on = slots.filter(({ id }) => (coefficients[id] ?? 0) !== 0);
  if (on.length === 0) throw new EngineError('bad-request', 'all coefficients are 0: a mix of nothing is the base itself');
  const soft = on.flatMap(({ soft: vectors }) => (vectors ? [vectors] : []));
  const strengths = on.map(({ id }) => coefficients[id] as number);
  if (soft.length === on.length) return promptTuningFiles(config, summed(soft, strengths, config.width), base);
  if (soft.length > 0)
    throw new EngineError('bad-request', 'the mix has soft prompts and LoRAs, expected one kind: no PEFT adapter holds both');
  const mixed = on.map(({ adapter }, i) => scaled(adapter, strengths[i] as number));
  const paths = [...new Set(mixed.flatMap((adapter) => [...adapter.keys()]))];
  const pairsAt = (path: string) => mixed.flatMap((adapter) => adapter.get(path) ?? []);
  const rank = Math.max(...paths.map((path) => pairsAt(path).reduce((sum, pair) => sum + pair.rank, 0)));
  const biased = mixed.some((adapter) => [...adapter.values()].some(({ bias }) => bias));
  const tensors = new Map(paths.flatMap((path) => moduleTensors(path, pairsAt(path), rank, biased)));
  return { config: `${JSON.stringify(peftConfig(paths, rank, biased, base), null, 2)}\n`, tensors: writeSafetensors(tensors, 'F32') };
}

/** [tokens, width], as many tokens as the longest has. */
function summed(prompts: readonly Float32Array[], coefficients: readonly number[], width: number): Float32Array {
  const sum = new Float32Array(Math.max(...prompts.map(({ length }) => length)));
  for (let at = 0; at < sum.length; at += width) mixSoft(prompts, coefficients, at / width, width, sum, at);
  return sum;
}

function scaled(adapter: Adapter, coefficient: number): Adapter {
  return new Map([...adapter].map(([path, pair]) => [path, { ...pair, scale: pair.scale * coefficient }]));
}

/** A [rank, in], B [out, rank] and, where any adapter has biases, the bias [out] of one module. */
function moduleTensors(path: string, pairs: readonly LoraPair[], rank: number, biased: boolean): [string, RealTensor][] {
  const [first] = pairs as [LoraPair];
  const inputs = first.a.length / first.rank;
  const outputs = first.b.length / first.rank;
  const a = new Float32Array(rank * inputs);
  const b = new Float32Array(outputs * rank);
  const bias = new Float32Array(outputs);
  let column = 0;
  for (const pair of pairs) {
    pair.bias?.forEach((value, row) => {
      bias[row] = (bias[row] as number) + pair.scale * value;
    });
    a.set(pair.a, column * inputs);
    for (let row = 0; row < outputs; row++) {
      for (let r = 0; r < pair.rank; r++) b[row * rank + column + r] = pair.scale * (pair.b[row * pair.rank + r] as number);
    }
    column += pair.rank;
  }
  const name = `base_model.model.${peftName(path)}`;
  return [
    [`${name}.lora_A.weight`, { shape: [rank, inputs], data: a }],
    [`${name}.lora_B.weight`, { shape: [outputs, rank], data: b }],
    ...(biased ? [[`${name}.lora_B.bias`, { shape: [outputs], data: bias }] as [string, RealTensor]] : []),
  ];
}

/** Its alpha is its rank: the scale is in B. */
function peftConfig(paths: readonly string[], rank: number, biased: boolean, base: string) {
  return {
    peft_type: 'LORA',
    task_type: 'CAUSAL_LM',
    base_model_name_or_path: base,
    r: rank,
    lora_alpha: rank,
    lora_dropout: 0,
    bias: 'none',
    lora_bias: biased,
    fan_in_fan_out: false,
    use_rslora: false,
    target_modules: [...new Set(paths.map((path) => path.split('.').at(-1)))],
    inference_mode: true,
  };
}
