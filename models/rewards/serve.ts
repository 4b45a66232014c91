/**
 * The rewards for the trainer: a Node subprocess that speaks JSON lines on stdin and stdout, one answer a request, in order.
 *
 *   npx tsx models/rewards/serve.ts [numbering-50 ...]     rewards of the series (form-series.ts) beside the registry's
 *
 * Request:  {"id": 1, "items": [{"prompt", "text", "finished"}, ...], "twins"?: boolean}
 * Answer:   {"id": 1, "rewards": [{"brevity", "richness", ..., "guard"}, ...], "twins": [{"brevity", ...}, ...]}
 *
 * With "prefixes": true each item also has "ends": [n, ...], ascending numbers of code points (Python's len), and its entry in
 * "rewards" is one object of lists, a number a prefix: {"brevity": [...], ..., "guard": [...]}. A prefix is scored as unfinished, but for one
 * that is the whole text of a finished item. There are no twins then.
 *
 * A request that cannot be scored is answered with {"id", "error"}; the process ends when stdin closes.
 */
import { createInterface } from 'node:readline';
import { loadLexicon } from '../../scripts/lexicon.ts';
import { withFormSeries } from '../../src/rewards/forms/form-series.ts';
import { createRewards } from '../../src/rewards/registry.ts';
import type { Scorer } from '../../src/rewards/reward.ts';
import { parseRequest, type ScoreItem } from './request.ts';

const { byId, guard } = withFormSeries(createRewards(loadLexicon()), process.argv.slice(2));
const scorers: [string, Pick<Scorer, 'score'>][] = [...byId, ['guard', guard]];
const twins: [string, Scorer][] = [...byId].map(([id, reward]) => [id, reward.twin]);

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() !== '') process.stdout.write(`${JSON.stringify(answer(line))}\n`);
}

function answer(line: string) {
  let id: number | null = null;
  try {
    const request = parseRequest(line);
    id = request.id;
    if (request.prefixes) return { id, rewards: request.items.map(scorePrefixes), twins: [] };
    return {
      id,
      rewards: request.items.map((item) => scoreAll(scorers, item)),
      twins: request.twins ? request.items.map((item) => scoreAll(twins, item)) : [],
    };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

function scoreAll(all: readonly [string, Pick<Scorer, 'score'>][], item: ScoreItem): Record<string, number> {
  return Object.fromEntries(all.map(([id, scorer]) => [id, scorer.score(item)]));
}

function scorePrefixes({ prompt, text, finished, ends }: ScoreItem): Record<string, number[]> {
  const characters = Array.from(text);
  const inputs = ends.map((end) => ({
    prompt,
    text: characters.slice(0, end).join(''),
    finished: finished && end >= characters.length,
  }));
  return Object.fromEntries(scorers.map(([id, scorer]) => [id, inputs.map((input) => scorer.score(input))]));
}
