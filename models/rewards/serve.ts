/**
 * The rewards for the trainer: a Node subprocess that speaks JSON lines on stdin and stdout, one answer a request, in order.
 *
 *   npx tsx models/rewards/serve.ts [numbering-50 ...]              rewards of the series (form-series.ts) beside the registry's
 *   npx tsx models/rewards/serve.ts --definitions pack.json [...]   and a reader's own, from a pack or a list of definitions
 *
 * Request:  {"id": 1, "items": [{"prompt", "text", "finished"}, ...], "twins"?: boolean}
 * Answer:   {"id": 1, "rewards": [{"brevity", "richness", ..., "guard"}, ...], "twins": [{"brevity", ...}, ...]}
 *
 * With "prefixes": true each item also has "ends": [n, ...], ascending numbers of code points (Python's len), and its entry in
 * "rewards" is one object of lists, a number a prefix: {"brevity": [...], ..., "guard": [...]}. A prefix is scored as unfinished, but for one
 * that is the whole text of a finished item. There are no twins then.
 *
 * A definition that a model measures is scored with the base model, which takes a second or so for some texts; one without a twin has none.
 *
 * A request that cannot be scored is answered with {"id", "error"}; the process ends when stdin closes. An answer that a reward of code cannot
 * score gets the lowest of its range; the first of each reward is told on stderr.
 */
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { baseManifest } from '../../scripts/base-model-source.ts';
import { openLearnedScorers } from '../../scripts/learned-scorers.ts';
import { loadLexicon } from '../../scripts/lexicon.ts';
import { readDefinitions, readOwnParts } from '../../scripts/own-parts.ts';
import { withFormSeries } from '../../src/rewards/forms/form-series.ts';
import type { OwnScorer } from '../../src/rewards/own/create.ts';
import { isOwnId, isTextDefinition } from '../../src/rewards/own/definition.ts';
import { isMeasurable } from '../../src/rewards/own/measure-learned.ts';
import { withDefinitions } from '../../src/rewards/own/with-definitions.ts';
import { createRewards } from '../../src/rewards/registry.ts';
import type { RewardInput, Scorer } from '../../src/rewards/reward.ts';
import { parseRequest, type ScoreItem } from './request.ts';

const { values: options, positionals: series } = parseArgs({ options: { definitions: { type: 'string' } }, allowPositionals: true });
const definitions = options.definitions === undefined ? [] : readDefinitions(options.definitions);
const known = withFormSeries(createRewards(loadLexicon()), series);
const { byId, guard } = withDefinitions(known, definitions, await readOwnParts(definitions));
for (const id of series.filter((one) => isOwnId(one) && !byId.has(one))) {
  const own = definitions.find((one) => one.id === id);
  if (!own) throw new Error(`${id}: expected a definition, got none`);
  if (!isTextDefinition(own) && !isMeasurable(own))
    throw new Error(`${id}: expected a definition with something to measure, got one that was not fitted`);
}
const scorers: [string, Pick<OwnScorer, 'score' | 'fault'>][] = [...byId, ['guard', guard]];
const twins: [string, Scorer][] = [...byId].map(([id, reward]) => [id, reward.twin]);
/** Those of the definitions that a model measures: it is loaded only where there is one. */
const learned = await openLearnedScorers(definitions, baseManifest().sha256, known);
const told = new Set<string>();

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() !== '') process.stdout.write(`${JSON.stringify(await answer(line))}\n`);
}

async function answer(line: string) {
  let id: number | null = null;
  try {
    const request = parseRequest(line);
    id = request.id;
    const inputs = request.prefixes ? request.items.flatMap(prefixesOf) : request.items;
    const own = await learned.measure(inputs);
    const all = [...scorers, ...own.map((scorer): [string, Scorer] => [scorer.id, scorer])];
    if (request.prefixes) return { id, rewards: request.items.map((item) => scorePrefixes(all, item)), twins: [] };
    const second = [...twins, ...own.flatMap(({ id: reward, twin }): [string, Scorer][] => (twin ? [[reward, twin]] : []))];
    return {
      id,
      rewards: request.items.map((item) => scoreAll(all, item)),
      twins: request.twins ? request.items.map((item) => scoreAll(second, item)) : [],
    };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

function scoreAll(all: readonly [string, Pick<OwnScorer, 'score' | 'fault'>][], item: ScoreItem): Record<string, number> {
  for (const [id, { fault }] of all) {
    const sentence = told.has(id) ? undefined : fault?.(item);
    if (sentence === undefined) continue;
    told.add(id);
    process.stderr.write(`${sentence} (an answer to ${JSON.stringify(item.prompt)}; such answers get the lowest score)\n`);
  }
  return Object.fromEntries(all.map(([id, scorer]) => [id, scorer.score(item)]));
}

function prefixesOf({ prompt, text, finished, ends }: ScoreItem): RewardInput[] {
  const characters = Array.from(text);
  return ends.map((end) => ({ prompt, text: characters.slice(0, end).join(''), finished: finished && end >= characters.length }));
}

function scorePrefixes(all: readonly [string, Pick<Scorer, 'score'>][], item: ScoreItem): Record<string, number[]> {
  const inputs = prefixesOf(item);
  return Object.fromEntries(all.map(([id, scorer]) => [id, inputs.map((input) => scorer.score(input))]));
}
