import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readResults } from './read-results.ts';
import { renderResults } from './render-results.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('docs/results.md is what `npm run results` writes', () => {
  expect(renderResults(readResults(root))).toBe(readFileSync(join(root, 'docs/results.md'), 'utf8'));
});
