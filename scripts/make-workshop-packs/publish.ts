/** From the first seed's bundle to what the site serves: pack, adapters, front and card; the other seeds stay records. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HUB_NAME } from '../hub-name.ts';
import { jsonText, packIndexText } from '../make-pack/published.ts';
import { MODELS, modelsPython } from '../models-python.ts';
import type { SeedResult } from './gather-seeds.ts';
import { jsonLine } from './records.ts';
import { SEEDS } from './seed-record.ts';

/** The site makes prompts and pool no part of a pack: they are in models/workshop and can be made again. */
const SERVED = /^(pack\.json|front\.json|README\.md|adapters\/.+)$/;

/**
 * Puts the pack into public/models, its adapters in floats of 8 bits (docs/decisions/2026-11-29-room-for-adapters.md), and names it in packs.json.
 * @throws Error where it has not all its seeds: a pack of one seed would say more than is known.
 */
export function publish(root: string, id: string, seeds: readonly SeedResult[]): void {
  const [first] = seeds;
  if (!first || seeds.length < SEEDS.length)
    throw new Error(`${id} has ${seeds.length} training seeds, expected ${SEEDS.length} before the site serves it`);
  const folder = join(root, 'public/models', id);
  rmSync(folder, { recursive: true, force: true });
  for (const [path, bytes] of first.files) {
    if (!SERVED.test(path)) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), served(path, bytes, first));
  }
  execFileSync(modelsPython(), ['round_adapters.py', '--adapters', join(folder, 'adapters')], { cwd: MODELS });
  writeFileSync(join(root, 'public/models/packs.json'), packIndexText(root));
  console.log(`published ${folder}`);
}

/** As the record has it, but for the sentence of the pack's task, the base's name in adapters, and the front's line break. */
function served(path: string, bytes: Uint8Array, { pack }: SeedResult): string | Uint8Array {
  const json = () => JSON.parse(new TextDecoder().decode(bytes));
  if (path === 'pack.json') return jsonText({ ...json(), task: pack.task });
  if (path.endsWith('/adapter_config.json')) return jsonText({ ...json(), base_model_name_or_path: HUB_NAME });
  return path === 'front.json' ? jsonLine(json()) : bytes;
}
