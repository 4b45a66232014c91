/** What a reader makes in the workshop, as the browser keeps it and as a file hands it on: format 'tiller-project/1'. */
import * as v from 'valibot';
import { parseFile } from '../../lm/parse-file.ts';
import { Count, Finite, Id, Seed } from '../../packs/fields.ts';
import { type Definition, DefinitionsSchema } from '../../rewards/own/definition.ts';
import { EFFORTS } from '../../training/defaults.ts';
import { METHODS, VARIANTS } from '../../training/recipe.ts';

/** Characters of a prompt or a system prompt, at most. */
export const promptLimit = 4000;

/** Ids of runs that a project remembers. */
const runLimit = 200;

const PromptText = v.pipe(v.string(), v.maxLength(promptLimit));

const PromptsSchema = v.object({
  /** Those of the site, which have a pool, or the reader's. */
  source: v.picklist(['shipped', 'own']),
  /** The reader's, whichever are used now. */
  list: v.pipe(
    v.array(PromptText),
    v.maxLength(2000),
    // One that is there twice would be trained on and held out.
    v.check(
      (list) => new Set(list).size === list.length && list.every((prompt) => prompt.trim() !== ''),
      'each prompt once, and none empty',
    ),
  ),
  system: PromptText,
  /** How many of the reader's go where. */
  counts: v.object({ train: Count, tune: Count, heldOut: Count }),
  /** Of the split. */
  seed: Seed,
});

const PoolSettingsSchema = v.object({
  /** Answers to each prompt. */
  samples: v.pipe(Count, v.minValue(1), v.maxValue(64)),
  /** Tokens of an answer, at most. */
  limit: v.pipe(Count, v.minValue(4), v.maxValue(256)),
  temperature: v.pipe(Finite, v.minValue(0.1), v.maxValue(2)),
  seed: Seed,
  /** Sentences of the shipped answers, set as lists, are candidates too: of rewards for the form of an answer. */
  lists: v.exactOptional(v.literal(true)),
});

export const ProjectSchema = v.object({
  format: v.literal('tiller-project/1'),
  /** Empty until the reader gives one. */
  name: v.pipe(v.string(), v.maxLength(120)),
  /** The ready-made start that set it up, if one did (src/workshop/starts). */
  start: v.exactOptional(Id),
  /** Own rewards, chosen or not. */
  definitions: v.pipe(
    DefinitionsSchema,
    v.check((all) => new Set(all.map(({ id }) => id)).size === all.length, 'each id once'),
  ),
  /** Ids of the chosen rewards in the order of the weights: two or three; one alone is a dial against closeness to the base. */
  rewards: v.pipe(
    v.array(Id),
    v.maxLength(3),
    v.check((ids) => new Set(ids).size === ids.length, 'each reward once'),
  ),
  prompts: PromptsSchema,
  pool: PoolSettingsSchema,
  /** Which of the workshop's recipes (src/training/defaults.ts). */
  training: v.object({ effort: v.picklist(EFFORTS), method: v.picklist(METHODS), variant: v.exactOptional(v.picklist(VARIANTS)) }),
  /** What the reader changed of it, for `changedRecipe`. */
  recipe: v.exactOptional(v.record(v.string(), v.unknown())),
  /** Ids of its runs, the newest last. */
  runs: v.pipe(v.array(Id), v.maxLength(runLimit)),
});

type Deep<T> = T extends readonly (infer Item)[] ? readonly Deep<Item>[] : T extends object ? { readonly [K in keyof T]: Deep<T[K]> } : T;

export type Project = Deep<Omit<v.InferOutput<typeof ProjectSchema>, 'definitions'>> & { readonly definitions: readonly Definition[] };

/** The system prompt of the shipped pool and packs. */
export const usualSystem = 'Answer in two or three sentences.';

export const emptyProject: Project = {
  format: 'tiller-project/1',
  name: '',
  definitions: [],
  rewards: [],
  prompts: { source: 'shipped', list: [], system: usualSystem, counts: { train: 0, tune: 0, heldOut: 0 }, seed: 1 },
  pool: { samples: 8, limit: 64, temperature: 0.8, seed: 1 },
  training: { effort: 'quick', method: 'clp' },
  runs: [],
};

/** With a run that it began; the oldest is forgotten where there are too many. */
export function withRun(project: Project, id: string): Project {
  return { ...project, runs: [...project.runs, id].slice(-runLimit) };
}

/** @throws Error of one sentence: file, field, what was expected and what came. */
export function parseProject(value: unknown, file: string): Project {
  return parseFile(ProjectSchema, value, file);
}

/**
 * Of a project that comes from elsewhere.
 * @param shipped Ids of the site's rewards.
 * @throws Error of one sentence for a chosen reward that is neither one of them nor defined in it.
 */
export function checkRewards({ rewards, definitions }: Project, shipped: { has(id: string): boolean }, file: string): void {
  const unknown = rewards.find((id) => !shipped.has(id) && definitions.every((own) => own.id !== id));
  if (unknown !== undefined)
    throw new Error(`${file}: field rewards: expected rewards of this site or definitions of the file, got ${JSON.stringify(unknown)}`);
}

/** Whether nothing in it is the reader's work: another may take its place without a word. */
export function isUntouched({ name, definitions, rewards, prompts, runs }: Project): boolean {
  return name === '' && definitions.length + rewards.length + prompts.list.length + runs.length === 0;
}
