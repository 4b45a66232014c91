/**
 * Picks the answers that the lesson on ensembles of scorers is calibrated on: of the base, CLP and Rewarded Soups, spread over weightings
 * and prompts, each text once. From public/models/voice/front.json to src/course/lessons/ensemble/calibration-texts.json.
 *
 *   npx tsx scripts/calibration-texts.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseFile } from '../src/lm/parse-file.ts';
import { type FrontPoint, FrontSchema } from '../src/packs/front.ts';

const POLICIES = ['base', 'clp', 'rs'];
/** Of one policy's point; the next point has the next prompts. */
const TEXTS_A_POINT = 2;

const root = fileURLToPath(new URL('..', import.meta.url));
const file = join(root, 'public/models/voice/front.json');
const front = parseFile(FrontSchema, JSON.parse(readFileSync(file, 'utf8')), file);
const texts = POLICIES.flatMap((id) => {
  const measured = front.policies.find((one) => one.id === id);
  if (!measured) throw new Error(`${file}: expected a front of ${id}, got none`);
  return measured.points.flatMap((point, turn) => (id === 'base' ? point.samples : turnOf(point, turn)));
});
const distinct = [...new Map(texts.map(({ prompt, text, finished }) => [text, { prompt, text, finished }])).values()];
writeFileSync(join(root, 'src/course/lessons/ensemble/calibration-texts.json'), `${JSON.stringify(distinct, null, 2)}\n`);
console.log(`${distinct.length} texts`);

function turnOf({ samples }: Pick<FrontPoint, 'samples'>, turn: number) {
  return samples.filter((_, i) => Math.floor(i / TEXTS_A_POINT) === turn % Math.ceil(samples.length / TEXTS_A_POINT));
}
