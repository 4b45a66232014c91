/** pack.json from a description and from what the trainings left. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as v from 'valibot';
import { parseFile } from '../../src/lm/parse-file.ts';
import { crossedPairs, crossSlot } from '../../src/methods/cross-slot.ts';
import { policySlots } from '../../src/methods/policy-slots.ts';
import { findMethod } from '../../src/methods/registry.ts';
import { type Pack, type Policy, WorkbenchPackSchema } from '../../src/packs/pack.ts';
import type { Prompts } from '../evaluate/pack-files.ts';
import { trainingCost } from '../evaluate/training-cost.ts';
import { AutoRecordSchema } from '../results/auto.ts';
import { type Description, describedPolicy, type NamedSlot, namedSlots, type PolicyDescription } from './description.ts';

const ConfigSchema = v.object({
  /** What was trained on. */
  rewards: v.array(v.string()),
  /** What the sliders weigh, where that is something else: the KL to the base is nobody's text reward. */
  axes: v.optional(v.array(v.string())),
  limit: v.number(),
  temperature: v.number(),
  seed: v.number(),
});
const CalibrationSchema = v.object({ base: v.record(v.string(), v.object({ mean: v.number(), sd: v.number() })) });
const ScaleSchema = v.object({ scale: v.number() });
const AdapterSchema = v.union([v.object({ r: v.number() }), v.object({ num_virtual_tokens: v.number() })]);

export interface AssemblyPaths {
  readonly root: string;
  /** Where pack.json goes; slots' paths are relative to it. */
  readonly folder: string;
  /** models/runs/<pack>: config.json, calibration.json, log*.jsonl. */
  readonly records: string;
  /** public/models/<pack>/adapters. */
  readonly adapters: string;
}

export interface AssemblyInput {
  readonly id: string;
  readonly description: Description;
  readonly prompts: Prompts;
  /** SHA-256 of the base GGUF. */
  readonly base: string;
  /** The commit that recorded a file: when a policy was trained. */
  readonly commitOf: (file: string) => string;
  readonly paths: AssemblyPaths;
}

/** Policies whose adapters are not all there (yet) are left out. @throws Error that names the file, when a record is missing or malformed. */
export function assemblePack(input: AssemblyInput): Pack {
  const { id, description, prompts, base, paths } = input;
  const config = parseFile(ConfigSchema, readJson(join(paths.records, 'config.json')), 'config.json');
  const calibrationFile = join(paths.records, 'calibration.json');
  const { base: calibration } = parseFile(CalibrationSchema, readJson(calibrationFile), calibrationFile);
  const { label, task, golden, definitions, rewardModel } = description;
  const policies = description.policies.filter((policy) => namedSlots([policy]).every((slot) => existsSync(slotFolder(slot, paths))));
  const folders = new Map(namedSlots(policies, rewardModel).map((slot) => [slot.id, slotFolder(slot, paths)]));
  const axes = config.axes ?? config.rewards;
  const measured = [...axes, ...(golden ?? []), 'guard'];
  const pack: Pack = {
    format: 'tiller-pack/1',
    id,
    label,
    task,
    base,
    system: prompts.system,
    maxTokens: config.limit,
    temperature: config.temperature,
    rewards: axes,
    calibration: Object.fromEntries(measured.flatMap((reward) => (calibration[reward] ? [[reward, calibration[reward]]] : []))),
    slots: [
      ...[...folders].map(([slot, folder]) => ({ id: slot, path: relative(paths.folder, folder), ...sizeOf(folder) })),
      ...crossSlots(policies).map(({ a, b }) => ({ id: crossSlot(a, b), cross: { a, b }, rank: rankOf(folders.get(a)) })),
    ],
    ...(rewardModel ? { rewardModel } : {}),
    policies: policies.map((one) => {
      const policy = withScale(describedPolicy(one), paths);
      return { ...policy, ...trainingOf(one, config.seed, bytesOf(policy, folders), input) };
    }),
    ...(golden ? { golden } : {}),
    ...(definitions ? { definitions } : {}),
    ...autoOf(paths),
    examples: prompts.examples,
  };
  return parseFile(WorkbenchPackSchema, JSON.parse(JSON.stringify(pack)), join(paths.folder, 'pack.json'));
}

/** The head that proposes weightings, where one was fitted. */
function autoOf({ records }: AssemblyPaths): Pick<Pack, 'auto'> {
  const file = join(records, 'auto.json');
  if (!existsSync(file)) return {};
  const { head, measured } = parseFile(AutoRecordSchema, readJson(file), file);
  const { policy, prompts, aboveCentre } = measured;
  return { auto: { ...head, judged: { policy, prompts, aboveCentre } } };
}

/** Steering vectors are scaled by what their run chose (<id>-scale.json), unless the description says otherwise. */
function withScale(policy: Policy, { records }: AssemblyPaths): Policy {
  const file = join(records, `${policy.id}-scale.json`);
  if (policy.method !== 'steering' || policy.options?.scale !== undefined || !existsSync(file)) return policy;
  return { ...policy, options: { ...policy.options, scale: parseFile(ScaleSchema, readJson(file), file).scale } };
}

/** Of a run's folder the last export: `offline` sorts before `on_policy`, and steps have leading zeros. */
function slotFolder({ from, folder }: NamedSlot, { root, adapters }: AssemblyPaths): string {
  if (from === undefined) return join(adapters, folder);
  const run = join(root, from);
  const exports = existsSync(run) ? readdirSync(run).filter((name) => name.startsWith('adapters-')) : [];
  return join(run, exports.sort().at(-1) ?? '.', folder);
}

/** What the policy's training cost, where a log says so. */
function trainingOf(
  description: PolicyDescription,
  seed: number,
  adapterBytes: number,
  { commitOf, paths }: AssemblyInput,
): Pick<Policy, 'training'> {
  const logs = (description.trained ?? [description.id]).map((name) => join(paths.records, `log-${name}.jsonl`));
  const cost = trainingCost(logs);
  if (!cost) return {};
  const own = Number(/-s(\d+)$/.exec(description.id)?.[1] ?? seed);
  return { training: { seed: own, ...cost, commit: commitOf(logs[0] as string), adapterBytes } };
}

function bytesOf(policy: Policy, folders: ReadonlyMap<string, string>): number {
  return policySlots(policy)
    .flatMap((slot) => folders.get(slot) ?? [])
    .reduce((sum, folder) => sum + statSync(join(folder, 'adapter_model.safetensors')).size, 0);
}

/** What factor mixing needs beside the adapters. */
function crossSlots(policies: readonly PolicyDescription[]): { a: string; b: string }[] {
  const pairs = policies
    .filter(({ method }) => findMethod(method).crosses)
    .flatMap((description) => crossedPairs(describedPolicy(description).slots.rewards.filter((slot) => slot !== null)));
  return [...new Map(pairs.map((pair) => [crossSlot(pair.a, pair.b), pair])).values()];
}

/** The rank of a LoRA, the vectors of a soft prompt. */
function sizeOf(folder: string): { readonly rank: number } | { readonly softTokens: number } {
  const file = join(folder, 'adapter_config.json');
  const read = parseFile(AdapterSchema, readJson(file), file);
  return 'r' in read ? { rank: read.r } : { softTokens: read.num_virtual_tokens };
}

/** Of a slot that is crossed, which is a LoRA: the pack's own check refuses another. */
function rankOf(folder: string | undefined): number {
  const size = folder === undefined ? undefined : sizeOf(folder);
  return size && 'rank' in size ? size.rank : 0;
}

function readJson(file: string): unknown {
  if (!existsSync(file)) throw new Error(`${file} is missing: run the training first`);
  return JSON.parse(readFileSync(file, 'utf8'));
}
