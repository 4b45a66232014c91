import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const models = fileURLToPath(new URL('../public/models', import.meta.url));

it('all packs together stay under 40 MB beside the base model and the pool', () => {
  const files = readdirSync(models, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const ofNoPack = [join(models, 'base/'), join(models, 'pool.json')];
  const paths = files.map(({ parentPath, name }) => join(parentPath, name));
  const sizes = paths.filter((path) => !ofNoPack.some((start) => path.startsWith(start)));
  const total = sizes.reduce((sum, file) => sum + statSync(file).size, 0);
  expect(total).toBeGreaterThan(1e6);
  expect(total).toBeLessThan(40e6);
});
