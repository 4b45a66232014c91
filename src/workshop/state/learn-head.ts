/** From what a reader showed to a head: the model reads the texts, a worker fits. */
import { type FitRequest, LEAST_CHOICES, LEAST_EXAMPLES } from '../../rewards/own/fit-head.ts';
import type { DefinitionOf, FeatureHead, StateHead } from '../../rewards/own/learned-definition.ts';
import type { ModelReader } from '../../rewards/own/measure-learned.ts';
import type { ModelGate } from './model.ts';
import type { Scoring } from './scoring.ts';

/** What has a head to be fitted. */
export type Learnable = DefinitionOf<'examples'> | DefinitionOf<'taste'>;

export interface LearnDeps {
  readonly model: ModelGate;
  readonly reader: ModelReader;
  readonly scoring: Pick<Scoring, 'fit'>;
}

export interface LearnOptions {
  readonly signal: AbortSignal;
  /** Texts that were read. */
  readonly onProgress: (done: number, total: number) => void;
}

/** Texts of one call: some seconds' work on two cores. */
const BATCH = 16;

/** Whether there is enough to fit a head to, and to say how good it is. */
export function hasEnough(definition: Learnable): boolean {
  if (definition.kind === 'taste') return definition.choices.length >= LEAST_CHOICES;
  return Math.min(definition.liked.length, definition.disliked.length) >= LEAST_EXAMPLES;
}

/** @throws the signal's reason when aborted; Error of one sentence: the model is not there, a text is too long, too many texts. */
export async function learnHead(definition: Learnable, deps: LearnDeps, options: LearnOptions): Promise<StateHead | FeatureHead> {
  return deps.scoring.fit(await requestOf(definition, deps, options), options.signal);
}

async function requestOf(definition: Learnable, deps: LearnDeps, options: LearnOptions): Promise<FitRequest> {
  if (definition.kind === 'taste' && definition.reads === 'features') return { kind: 'features', choices: definition.choices };
  const texts =
    definition.kind === 'taste'
      ? definition.choices.flatMap(({ chosen, other }) => [chosen, other])
      : [...definition.liked, ...definition.disliked];
  const { base } = await deps.model.ready(options.signal);
  const states = await readStates([...new Set(texts)], deps.reader, options);
  const of = (text: string) => states.get(text) as Float32Array;
  if (definition.kind === 'taste') {
    const pairs = definition.choices.map(({ chosen, other }) => [of(chosen), of(other)] as const);
    return { kind: 'taste', pairs, base: base.sha256 };
  }
  return { kind: 'examples', liked: definition.liked.map(of), disliked: definition.disliked.map(of), base: base.sha256 };
}

async function readStates(
  texts: readonly string[],
  reader: ModelReader,
  { signal, onProgress }: LearnOptions,
): Promise<Map<string, Float32Array>> {
  const states = new Map<string, Float32Array>();
  for (let start = 0; start < texts.length; start += BATCH) {
    onProgress(start, texts.length);
    const part = texts.slice(start, start + BATCH);
    const read = await reader.states({ texts: part.map((text) => ({ text })), pooling: 'mean' }, { signal, priority: 'interactive' });
    for (const [i, text] of part.entries()) states.set(text, read.states.subarray(i * read.width, (i + 1) * read.width));
  }
  onProgress(texts.length, texts.length);
  return states;
}
