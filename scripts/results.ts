/**
 * Writes docs/results.md from the packs, their fronts and the records of their runs.
 *
 *   npm run results
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readResults } from './results/read-results.ts';
import { renderResults } from './results/render-results.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = join(root, 'docs/results.md');
writeFileSync(file, renderResults(readResults(root)));
console.log(`wrote ${file}`);
