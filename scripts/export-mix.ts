/**
 * Writes a mix of adapters as one PEFT folder, as the page's "Download this mix" does.
 *
 *   npx tsx scripts/export-mix.ts --slot PEFT_FOLDER --coefficient 0.5 [--slot ... --coefficient ...] --out FOLDER [--model FILE.gguf]
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readAdapter } from '../src/lm/adapters/bank-slots.ts';
import { exportMix } from '../src/lm/adapters/export-mix.ts';
import { llamaConfig } from '../src/lm/arch/llama-config.ts';
import { shardedSource } from '../src/lm/files/byte-source.ts';
import { readGguf } from '../src/lm/files/gguf.ts';
import { baseModelSource } from './base-model-source.ts';
import { HUB_NAME } from './hub-name.ts';

const { values: options } = parseArgs({
  options: {
    model: { type: 'string' },
    slot: { type: 'string', multiple: true, default: [] },
    coefficient: { type: 'string', multiple: true, default: [] },
    out: { type: 'string' },
  },
});
const { slot: folders, coefficient: numbers, out } = options;
if (out === undefined) throw new Error('--out is missing, expected a folder');
if (folders.length !== numbers.length)
  throw new Error(`${folders.length} --slot and ${numbers.length} --coefficient, expected as many of both`);

const config = llamaConfig(await readGguf(options.model ? shardedSource([readFileSync(options.model)]) : baseModelSource()));
const slots = folders.map((folder) => {
  const id = basename(resolve(folder));
  const files = {
    config: JSON.parse(readFileSync(join(folder, 'adapter_config.json'), 'utf8')) as unknown,
    tensors: readFileSync(join(folder, 'adapter_model.safetensors')),
  };
  return { id, ...readAdapter(files, config, id) };
});
const coefficients = Object.fromEntries(slots.map(({ id }, i) => [id, Number(numbers[i])]));
const mix = exportMix(slots, coefficients, config, HUB_NAME);
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'adapter_config.json'), mix.config);
writeFileSync(join(out, 'adapter_model.safetensors'), mix.tensors);
console.log(`${out}: ${slots.map(({ id }) => `${coefficients[id]} ${id}`).join(' + ')}`);
