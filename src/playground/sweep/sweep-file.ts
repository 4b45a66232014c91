/** A sweep as a file that opens again: `tiller-sweep/1`, JSON. */
import * as v from 'valibot';
import { parseFile } from '../../lm/parse-file.ts';
import { Count, consistent, Finite, firstTwice, Id, Measure, Seed, Sha256, Share, Text } from '../../packs/fields.ts';
import { answerLimit } from '../state/prompt-text.ts';
import { sampleLimit, textLimit } from './sweep-settings.ts';

const Weights = v.array(Finite);
const Scores = v.record(v.string(), Measure);

export const SettingsSchema = v.object({
  pack: Text,
  policies: v.pipe(v.array(v.object({ policy: Id, options: v.record(v.string(), v.union([Finite, v.string()])) })), v.minLength(1)),
  grid: v.picklist(['edge', 'few', 'all']),
  prompts: v.pipe(v.array(v.pipe(v.string(), v.minLength(1))), v.minLength(1)),
  samples: v.pipe(Count, v.minValue(1), v.maxValue(sampleLimit)),
  seed: Seed,
  system: v.string(),
  sampling: v.object({
    temperature: v.pipe(Finite, v.minValue(0)),
    topK: Count,
    topP: v.pipe(Finite, v.gtValue(0), v.maxValue(1)),
    minP: v.exactOptional(Share),
    repetitionPenalty: v.exactOptional(v.pipe(Finite, v.gtValue(0))),
  }),
  maxTokens: v.pipe(Count, v.minValue(1)),
});

const TextSchema = v.object({
  key: v.pipe(v.string(), v.minLength(1)),
  series: v.pipe(v.string(), v.minLength(1)),
  policy: Id,
  weights: Weights,
  prompt: v.string(),
  seed: Seed,
  tokens: v.array(Count),
  text: v.pipe(v.string(), v.maxLength(answerLimit)),
  /** Absent of a text that was interrupted. */
  stop: v.exactOptional(v.picklist(['end', 'length'])),
  scores: Scores,
  kl: v.exactOptional(Measure),
  nll: v.exactOptional(Measure),
  learned: v.exactOptional(Measure),
});

/** As the browser keeps it: what has not ended has its `stop` undefined. */
export const KeptTextSchema = v.object({ ...TextSchema.entries, stop: v.optional(TextSchema.entries.stop.wrapped) });

export const SweepFileSchema = v.pipe(
  v.object({
    format: v.literal('tiller-sweep/1'),
    /** Of the base model that wrote the texts. */
    base: Sha256,
    /** ISO 8601. */
    date: v.pipe(v.string(), v.isoTimestamp()),
    settings: SettingsSchema,
    /** Those that have begun. */
    texts: v.pipe(v.array(TextSchema), v.maxLength(textLimit)),
  }),
  consistent(({ texts }) => {
    const twice = firstTwice(texts.map(({ key }) => key));
    return twice && { field: ['texts', twice.index, 'key'], expected: 'one that is not there before', got: twice.value };
  }),
);

export type SweepFile = v.InferOutput<typeof SweepFileSchema>;

/** @throws Error that names the file, the field and what was expected. */
export function parseSweep(data: unknown, file: string): SweepFile {
  return parseFile(SweepFileSchema, data, file);
}
