/** What is committed of a training seed: the pack as the page saved it, and every answer that it was measured by, as one file. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundleLimits, writeBundle } from '../../src/packs/bundle.ts';
import { readZip } from '../../src/packs/read-zip.ts';

/** Seeds that a pack of the site has; the site serves the first one's adapters. */
export const SEEDS = [1, 2, 3] as const;

export interface SeedFiles {
  /** The pack as the page saved it. */
  readonly bundle: string;
  /** The answers, as the page kept them. */
  readonly answers: string;
}

/** @param records models/runs/<pack>. */
export function seedRecord(records: string, seed: number): string {
  return join(records, 'seeds', `${seed}.tiller.zip`);
}

/** Adapters and pool, which all seeds share, are kept of the first seed alone. */
export async function keepSeed(seed: number, { bundle, answers }: SeedFiles, record: string): Promise<void> {
  const saved = await readZip(new Blob([readFileSync(bundle)]), bundle, bundleLimits);
  const kept = [...saved].filter(([path]) => seed === SEEDS[0] || !/^(adapters\/|pool\.json$)/.test(path));
  mkdirSync(dirname(record), { recursive: true });
  writeFileSync(record, writeBundle(new Map([...kept, ['answers.json', new Uint8Array(readFileSync(answers))]])));
}
