/** Every adapter that is shipped is one that the reader takes. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { baseModelSource } from '../../../scripts/base-model-source.ts';
import { llamaConfig } from '../arch/llama-config.ts';
import { readGguf } from '../files/gguf.ts';
import { readPeft } from './peft.ts';

const models = new URL('../../../public/models/', import.meta.url);
const folders = readdirSync(models, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('/adapter_config.json'))
  .map((path) => path.replace('adapter_config.json', ''));

it('reads them all', async () => {
  const config = llamaConfig(await readGguf(baseModelSource()));
  expect(folders.length).toBeGreaterThan(40);
  for (const folder of folders) {
    const file = (name: string) => readFileSync(new URL(folder + name, models));
    const files = { config: JSON.parse(file('adapter_config.json').toString()), tensors: file('adapter_model.safetensors') };
    expect(readPeft(files, config, folder).size).toBeGreaterThan(0);
  }
});
