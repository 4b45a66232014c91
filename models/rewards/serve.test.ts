import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { loadLexicon } from '../../scripts/lexicon.ts';
import { readOwnParts } from '../../scripts/own-parts.ts';
import { cases } from '../../src/rewards/own/testing/cases.ts';
import { withDefinitions } from '../../src/rewards/own/with-definitions.ts';
import { createRewards } from '../../src/rewards/registry.ts';

const serve = fileURLToPath(new URL('./serve.ts', import.meta.url));

async function ask(lines: readonly string[], ...options: string[]): Promise<unknown[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', serve, ...options], { stdio: ['pipe', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    out += chunk;
  });
  child.stdin.end(`${lines.join('\n')}\n`);
  const [code] = await once(child, 'close');
  expect(code).toBe(0);
  return out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

it('answers in order, with the numbers that the page computes, for texts and for prefixes', async () => {
  const item = { prompt: 'Describe a harbor.', text: 'A harbor 🙂 is calm water, masts and the smell of tar.', finished: true };
  const ends = [0, 8, 10, Array.from(item.text).length];
  const [full, prefixes, bad] = await ask([
    JSON.stringify({ id: 1, items: [item] }),
    JSON.stringify({ id: 2, items: [{ ...item, ends }], prefixes: true }),
    JSON.stringify({ id: 3, items: [{ prompt: 'x' }] }),
  ]);

  const { byId, guard } = createRewards(loadLexicon());
  const scores = (text: string, finished: boolean) => {
    const input = { ...item, text, finished };
    return Object.fromEntries([...[...byId].map(([id, reward]) => [id, reward.score(input)]), ['guard', guard.score(input)]]) as Record<
      string,
      number
    >;
  };
  const twins = Object.fromEntries([...byId].map(([id, { twin }]) => [id, twin.score(item)]));
  expect(full).toEqual({ id: 1, rewards: [scores(item.text, true)], twins: [twins] });

  const expected = [scores('', false), scores('A harbor', false), scores('A harbor 🙂', false), scores(item.text, true)];
  const byReward = Object.fromEntries([...byId.keys(), 'guard'].map((id) => [id, expected.map((score) => score[id])]));
  expect(prefixes).toEqual({ id: 2, rewards: [byReward], twins: [] });

  expect(bad).toMatchObject({ error: expect.stringContaining('items.0.text') });
}, 30_000);

it('scores by the definitions of a file as the page does, by every kind', async () => {
  const definitions = Object.values(cases);
  const folder = mkdtempSync(join(tmpdir(), 'tiller-'));
  const file = join(folder, 'own.json');
  writeFileSync(file, JSON.stringify(definitions));
  const items = ['A bright blue harbor? Good luck!', 'No.', ''].map((text) => ({ prompt: 'Describe a harbor.', text, finished: true }));
  const [answer] = await ask([JSON.stringify({ id: 1, items })], '--definitions', file);
  rmSync(folder, { recursive: true });

  const { byId } = withDefinitions(createRewards(loadLexicon()), definitions, await readOwnParts(definitions));
  const { rewards, twins } = answer as { rewards: Record<string, number>[]; twins: Record<string, number>[] };
  for (const [i, item] of items.entries()) {
    for (const { id } of definitions) {
      expect(rewards[i]?.[id]).toBe(byId.get(id)?.score(item));
      expect(twins[i]?.[id]).toBe(byId.get(id)?.twin.score(item));
    }
  }
}, 30_000);
