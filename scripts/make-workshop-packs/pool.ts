/** The base's answers to a project's own prompts, made in the page and kept as one file. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseFile } from '../../src/lm/parse-file.ts';
import { ManifestSchema } from '../../src/packs/manifest.ts';
import { type Pool, readPool, writePool } from '../../src/training/pool.ts';
import { poolOf } from '../../src/workshop/state/gather-pool.ts';
import type { KeptAnswer } from '../../src/workshop/state/pool-shelf.ts';
import { wantedPool } from '../../src/workshop/state/pool-wanted.ts';
import type { Project } from '../../src/workshop/state/project-schema.ts';
import { openWorkshop } from '../workshop-run/browser.ts';
import { importProject, makePool, readRecords } from '../workshop-run/stations.ts';

const manifest = fileURLToPath(new URL('../../public/models/base/manifest.json', import.meta.url));

/** The pool in a file, made where it is not there yet. @param profile Of the browser that makes it; the answers stay in it too. */
export async function poolInFile(project: Project, profile: string, file: string): Promise<Pool> {
  if (!existsSync(file)) {
    const { page, close } = await openWorkshop(profile);
    try {
      await importProject(page, project);
      console.log(`pool: ${await makePool(page)} seconds`);
      const answers = (await readRecords(page, 'tiller-pools', 'answers')) as KeptAnswer[];
      const { sha256 } = parseFile(ManifestSchema, JSON.parse(readFileSync(manifest, 'utf8')), manifest);
      const wanted = wantedPool(project);
      const asked = new Set(wanted.prompts);
      const pool = poolOf(
        wanted,
        sha256,
        answers.filter(({ prompt, sample }) => asked.has(prompt) && sample < wanted.samples),
      );
      if (!pool) throw new Error('the page kept no answers, expected those of its pool');
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${JSON.stringify(writePool(pool))}\n`);
    } finally {
      await close();
    }
  }
  return readPool(JSON.parse(readFileSync(file, 'utf8')), file);
}
