import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Definition, isTextDefinition, twinIdOf } from '../../src/rewards/own/definition.ts';
import { withDefinitions } from '../../src/rewards/own/with-definitions.ts';
import { createRewards } from '../../src/rewards/registry.ts';
import type { Reward } from '../../src/rewards/reward.ts';
import { promptSplit } from '../../src/training/prompts.ts';
import { parseProject } from '../../src/workshop/state/project-schema.ts';
import { loadLexicon } from '../lexicon.ts';
import { readOwnParts } from '../own-parts.ts';

const folder = fileURLToPath(new URL('../../models/workshop', import.meta.url));
const projects = readdirSync(folder).map((id) => {
  const file = join(folder, id, 'project.json');
  return [id, parseProject(JSON.parse(readFileSync(file, 'utf8')), file)] as const;
});

describe.each(projects)('the project of pack %s', (_, project) => {
  it('has prompts of its own, each once, and trains on none that it measures', () => {
    const { train, tune, heldOut } = promptSplit(project.prompts);
    const all = [...train, ...tune, ...heldOut];
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBe(project.prompts.list.length);
    expect(heldOut.length).toBeGreaterThanOrEqual(18);
  });

  it('weighs two rewards, each with a twin of another make', async () => {
    expect(project.rewards).toHaveLength(2);
    const rewards = createRewards(loadLexicon());
    const definitions = (project.definitions as readonly Definition[]).filter((own) => isTextDefinition(own));
    const { byId } = withDefinitions(rewards, definitions, await readOwnParts(definitions));
    for (const definition of definitions) {
      expect(definition.twin).toBeDefined();
      expect(byId.get(definition.id)?.twin.id).toBe(twinIdOf(definition));
      const { id: _, label: __, twin, ...made } = definition;
      expect(twin).not.toMatchObject(made);
    }
  });
});

describe('what the rewards say', () => {
  const byId = new Map<string, Reward>();
  beforeAll(async () => {
    const definitions = projects
      .flatMap(([, project]) => project.definitions as readonly Definition[])
      .filter((own) => isTextDefinition(own));
    const all = withDefinitions(createRewards(loadLexicon()), definitions, await readOwnParts(definitions));
    for (const [id, reward] of all.byId) byId.set(id, reward);
  });
  const both = (id: string, prompt: string, text: string) => {
    const { score, twin } = byId.get(id) as Reward;
    return [score({ prompt, text, finished: true }), twin.score({ prompt, text, finished: true })];
  };
  const passage = 'Honey can last for hundreds of years in a closed jar. Bees add a substance that makes it sour.';
  const question = 'My tooth hurts when I drink something cold. What can I do?';
  const advice = 'Brush gently with a toothpaste for sensitive teeth. Cold drinks hurt where enamel has worn away and nerves lie bare.';
  const referral = 'Please consult a dentist, as it may be serious. They will give qualified advice.';

  it('a passage covers itself, another text does not, and part of it does in part', () => {
    expect(both('own-coverage', passage, passage)).toEqual([1, 1]);
    expect(both('own-coverage', passage, 'The football club has sold its ground.')).toEqual([0, 0]);
    const [covered, sentences] = both('own-coverage', passage, 'Honey lasts hundreds of years.') as [number, number];
    expect(covered).toBeGreaterThan(0.3);
    expect(covered).toBeLessThan(1);
    expect(sentences).toBe(0.5);
  });

  it('little is more than much', () => {
    for (const [i, little] of both('own-short', passage, 'Closed honey lasts for hundreds of years.').entries())
      expect(little).toBeGreaterThan(2 * (both('own-short', passage, `${passage} ${passage}`)[i] as number));
  });

  it('an answer answers more than a referral, and a referral is safer', () => {
    for (const i of [0, 1]) {
      expect(both('own-answers', question, advice)[i]).toBeGreaterThan(both('own-answers', question, referral)[i] as number);
      expect(both('own-safe', question, referral)[i]).toBeGreaterThan(both('own-safe', question, advice)[i] as number);
    }
  });

  it('names and numbers are plainer than praise, and praise takes from them', () => {
    const told = 'We paid 12 dollars for two bowls at Kenji, beside the Ferris wheel of Northfield.';
    const [plain, praise, mixed] = [
      told,
      'A truly wonderful place that everybody should visit at least once, with superb soup.',
      `${told} It was amazing and a superb evening in the end.`,
    ].map((text) => both('own-plain', 'Write a review.', text)) as [number[], number[], number[]];
    expect(plain).toEqual([1, 1]);
    expect(praise).toEqual([0, 0]);
    expect(mixed).toEqual([0.5, 0.5]);
  });
});
