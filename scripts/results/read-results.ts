/** Everything that docs/results.md is made of: what public/models and models/runs hold. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type * as v from 'valibot';
import { parseFile } from '../../src/lm/parse-file.ts';
import { policySlots } from '../../src/methods/policy-slots.ts';
import { type Front, FrontSchema } from '../../src/packs/front.ts';
import { type Pack, PackIndexSchema, PackSchema, type Policy } from '../../src/packs/pack.ts';
import { twinIdOf } from '../../src/rewards/own/definition.ts';
import { createRewards } from '../../src/rewards/registry.ts';
import { type ByPrompt, ByPromptSchema } from '../evaluate/by-prompt.ts';
import { type PackReplicates, ReplicatesSchema } from '../evaluate/replicates.ts';
import { loadLexicon } from '../lexicon.ts';
import { ReplicasSchema } from '../make-pack/description.ts';
import { type AutoRecord, AutoRecordSchema } from './auto.ts';
import { type Optimum, OptimumSchema } from './optimum.ts';
import { type Reader, ReaderSchema } from './text-pairs.ts';

export interface PackResults {
  readonly pack: Pack;
  readonly front: Front;
  /** Policies that are measured and not served: other training seeds, and variants. */
  readonly replicas?: Front;
  /** Their labels, by id. */
  readonly labels: ReadonlyMap<string, string>;
  /** Reward to its held-out twin, for rewards that have one. */
  readonly twins: ReadonlyMap<string, string>;
  readonly reader?: Reader;
  readonly replicates?: PackReplicates;
  readonly optimum?: Optimum;
  readonly auto?: AutoRecord;
  /** Of every training seed whose answers were scored prompt by prompt. */
  readonly byPrompt?: ByPrompt;
  /** Bytes of the adapters that a policy needs, by its id. */
  readonly bytes: ReadonlyMap<string, number>;
}

/** A policy's name for people; its id when the pack does not serve it. */
export function labelOf(pack: Pack, id: string): string {
  return pack.policies.find((policy) => policy.id === id)?.label ?? id;
}

/** The measured packs, in the order of packs.json. @param root of the repository. */
export function readResults(root: string): PackResults[] {
  const models = join(root, 'public/models');
  const twins = new Map([...createRewards(loadLexicon()).byId].map(([reward, { twin }]) => [reward, twin.id]));
  const { packs } = read(PackIndexSchema, join(models, 'packs.json'));
  return packs.flatMap(({ id }) => {
    const folder = join(models, id);
    const frontFile = join(folder, 'front.json');
    if (!existsSync(frontFile)) return [];
    const pack = read(PackSchema, join(folder, 'pack.json'));
    const optional = <S extends v.GenericSchema>(schema: S, name: string) => {
      const file = join(root, 'models/runs', id, name);
      return existsSync(file) ? read(schema, file) : undefined;
    };
    const replicas = optional(FrontSchema, 'front-replicas.json');
    const replicates = optional(ReplicatesSchema, 'replicates.json');
    const reader = optional(ReaderSchema, 'reader.json');
    const byPrompt = optional(ByPromptSchema, 'by-prompt.json');
    const auto = optional(AutoRecordSchema, 'auto.json');
    const optimum = optional(OptimumSchema, 'optimum.json');
    const unserved = optional(ReplicasSchema, 'replicas.json')?.policies ?? [];
    return [
      {
        pack,
        front: read(FrontSchema, frontFile),
        bytes: new Map(pack.policies.map((policy) => [policy.id, adapterBytes(pack, policy, folder)])),
        twins: new Map([...twins, ...(pack.definitions ?? []).map((own) => [own.id, twinIdOf(own)] as const)]),
        labels: new Map(unserved.map((policy) => [policy.id, policy.label])),
        ...(replicas ? { replicas } : {}),
        ...(reader ? { reader } : {}),
        ...(replicates ? { replicates } : {}),
        ...(optimum ? { optimum } : {}),
        ...(auto ? { auto } : {}),
        ...(byPrompt ? { byPrompt } : {}),
      },
    ];
  });
}

/** Crossed slots have no file of their own. */
function adapterBytes({ slots }: Pack, policy: Policy, folder: string): number {
  const wanted = new Set(policySlots(policy));
  return slots
    .filter((slot) => wanted.has(slot.id))
    .reduce((sum, slot) => ('cross' in slot ? sum : sum + statSync(join(folder, slot.path, 'adapter_model.safetensors')).size), 0);
}

function read<S extends v.GenericSchema>(schema: S, file: string): v.InferOutput<S> {
  return parseFile(schema, JSON.parse(readFileSync(file, 'utf8')), file);
}
