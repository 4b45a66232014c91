/** adapter_config.json: every field of PEFT's LoraConfig that changes what an adapter does is read, or refused by name. */
import { EngineError } from '../errors.ts';
import { showValue } from '../show-value.ts';

export interface PeftConfig {
  /** Rank of a module by PEFT's path, `model.layers.3.self_attn.q_proj`: the config's own, or a pattern's; undefined where it states none. */
  rankOf(path: string): number | undefined;
  /** Alpha of a module, alike. */
  alphaOf(path: string): number;
  /** Whether the module is one that the config adapts; PEFT leaves tensors of others out. */
  targets(path: string): boolean;
  readonly rankStabilised: boolean;
  readonly biased: boolean;
  /** A sequence classifier: its head lies beside the adapter. */
  readonly classifier: boolean;
}

type Fields = Readonly<Record<string, unknown>>;
type Fail = (field: string, value: unknown, expected: string) => never;

/** Fields that matter to training or to other kinds of layers alone, or say where a thing came from. */
const NOTES: readonly string[] = [
  'auto_mapping',
  'peft_version',
  'base_model_name_or_path',
  'revision',
  'inference_mode',
  'lora_dropout',
  'layers_pattern',
  'megatron_config',
  'megatron_core',
  'loftq_config',
  'eva_config',
  'corda_config',
  'lora_ga_config',
  'velora_config',
  'qalora_group_size',
  'runtime_config',
];
/** Fields that are read below. */
const READ: readonly string[] = [
  'peft_type',
  'task_type',
  'r',
  'lora_alpha',
  'rank_pattern',
  'alpha_pattern',
  'target_modules',
  'exclude_modules',
  'layers_to_transform',
  'modules_to_save',
  'use_rslora',
  'lora_bias',
  'bias',
  'init_lora_weights',
];
/** Kinds of LoRA that compute something else: booleans that have to be false. */
const MUST_BE_FALSE: readonly string[] = ['use_dora', 'fan_in_fan_out', 'use_qalora', 'ensure_weight_tying'];
/** Ways to begin a training that leave the base's weights as they are. */
const PLAIN_STARTS: readonly unknown[] = [undefined, null, true, false, 'gaussian', 'eva', 'orthogonal'];
/** Names and paths of modules; PEFT reads them as regular expressions, of which a dot is the only sign that names have. */
const PLAIN_PATTERN = /^\^?[\w.]+$/;

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === false || (typeof value === 'object' && Object.keys(value).length === 0);
}

function readBoolean(fields: Fields, field: string, fail: Fail): boolean {
  const value = fields[field] ?? false;
  return typeof value === 'boolean' ? value : fail(field, value, 'true or false');
}

function isRank(value: unknown): value is number | undefined {
  return value === undefined || (Number.isSafeInteger(value) && (value as number) >= 1);
}

function isAlpha(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

function matches(path: string, pattern: string): boolean {
  return pattern.startsWith('^') ? path === pattern.slice(1) : path === pattern || path.endsWith(`.${pattern}`);
}

/** A number of the whole adapter, and of modules that a pattern names. The first pattern that fits counts, as in PEFT. */
function readNumber<T extends number | undefined>(
  fields: Fields,
  [field, patternField]: readonly [string, string],
  right: (value: unknown) => value is T,
  expected: string,
  fail: Fail,
): (path: string) => T {
  const own = fields[field];
  if (!right(own)) return fail(field, own, expected);
  const pattern = fields[patternField];
  if (isEmpty(pattern)) return () => own;
  if (typeof pattern !== 'object' || Array.isArray(pattern)) return fail(patternField, pattern, 'an object of module names');
  const entries = Object.entries(pattern as Fields).map(([name, value]) => {
    if (!PLAIN_PATTERN.test(name)) fail(`${patternField}.${showValue(name)}`, value, 'a name of modules before it');
    return [name, right(value) ? value : fail(`${patternField}.${name}`, value, expected)] as const;
  });
  return (path) => entries.find(([name]) => matches(path, name))?.[1] ?? own;
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** Which modules are adapted: those that `target_modules` names (all, where it is a text such as 'all-linear'), less what is left out. */
function readTargets(fields: Fields, modules: readonly string[], fail: Fail): (path: string) => boolean {
  const { target_modules: targets, exclude_modules: excluded, layers_to_transform: layers } = fields;
  if (!isEmpty(targets) && typeof targets !== 'string' && !isNames(targets)) fail('target_modules', targets, 'a list of module names');
  if (!isEmpty(excluded) && !isNames(excluded)) fail('exclude_modules', excluded, 'a list of module names');
  const kept = isEmpty(layers) ? undefined : Array.isArray(layers) ? layers : [layers];
  if (kept && !kept.every((layer) => Number.isSafeInteger(layer) && layer >= 0)) fail('layers_to_transform', layers, 'numbers of layers');
  const named = isNames(targets) && targets.length > 0 ? targets : undefined;
  const foreign = named?.find((name) => !modules.includes(name.split('.').at(-1) as string));
  if (foreign !== undefined)
    fail('target_modules', targets, `modules of the base model (${modules.join(', ')}): it has no ${showValue(foreign)}`);
  const leftOut = isNames(excluded) ? excluded : [];
  return (path) => {
    const layer = /\.layers\.(\d+)\./.exec(path)?.[1];
    if (kept && layer !== undefined && !kept.includes(Number(layer))) return false;
    return (named?.some((name) => matches(path, name)) ?? true) && !leftOut.some((name) => matches(path, name));
  };
}

/** A learned reward keeps its linear head; PEFT saves it by the names that heads have in any model. */
function checkSaved(fields: Fields, classifier: boolean, fail: Fail): void {
  const saved = fields.modules_to_save;
  if (isEmpty(saved)) return;
  const head = isNames(saved) && saved.includes('score') && saved.every((name) => name === 'score' || name === 'classifier');
  if (!(classifier && head)) fail('modules_to_save', saved, classifier ? '["score"], with or without "classifier"' : 'none');
}

/**
 * Reads adapter_config.json.
 * @param where names adapter and file in errors.
 * @param modules PEFT's names of the modules that can be adapted.
 * @throws EngineError 'bad-adapter' that names the field, its value and what was expected.
 */
export function readPeftConfig(config: unknown, where: string, modules: readonly string[]): PeftConfig {
  if (typeof config !== 'object' || config === null || Array.isArray(config))
    throw new EngineError('bad-adapter', `${where}: is ${showValue(config)}, expected an object`);
  const fields = config as Fields;
  const fail: Fail = (field, value, expected) => {
    throw new EngineError('bad-adapter', `${where}: ${field} is ${showValue(value)}, expected ${expected}`);
  };
  if (fields.peft_type !== undefined && fields.peft_type !== 'LORA') fail('peft_type', fields.peft_type, 'LORA or PROMPT_TUNING');
  if (!isEmpty(fields.task_type) && typeof fields.task_type !== 'string') fail('task_type', fields.task_type, 'a task of PEFT');
  for (const field of MUST_BE_FALSE) if (readBoolean(fields, field, fail)) fail(field, true, 'false');
  if (fields.bias !== undefined && fields.bias !== 'none') fail('bias', fields.bias, 'none');
  if (!PLAIN_STARTS.includes(fields.init_lora_weights))
    fail(
      'init_lora_weights',
      fields.init_lora_weights,
      "a start that leaves the base's weights as they are: this one subtracts from them, so save the adapter as plain LoRA",
    );
  const classifier = fields.task_type === 'SEQ_CLS';
  checkSaved(fields, classifier, fail);
  for (const field of Object.keys(fields)) {
    if (!READ.includes(field) && !MUST_BE_FALSE.includes(field) && !NOTES.includes(field) && !isEmpty(fields[field]))
      fail(field, fields[field], 'none');
  }
  return {
    rankOf: readNumber(fields, ['r', 'rank_pattern'], isRank, 'a whole number of at least 1', fail),
    alphaOf: readNumber(fields, ['lora_alpha', 'alpha_pattern'], isAlpha, 'a number above 0', fail),
    targets: readTargets(fields, modules, fail),
    rankStabilised: readBoolean(fields, 'use_rslora', fail),
    biased: readBoolean(fields, 'lora_bias', fail),
    classifier,
  };
}
