/** Writes into the built service worker which files make up the shell, which are kept when used, the hashes of both, and a version that changes with them. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const WORKER = 'service-worker.js';
/** Large, or needed by one backend, policy or station only: kept when used. */
const ON_DEMAND = /\.wasm$|ort-wasm|\.safetensors$|models\/pool\.json$/;
/** Small enough for the shell; shards are the loader's. Of fonts the newest format, which every browser reads that runs the page. */
const SHELL = /\.(html|js|mjs|css|json|txt|svg|ico|png|woff2)$/;

export function offline(): Plugin {
  return {
    name: 'tiller-offline',
    apply: 'build',
    generateBundle(_, bundle) {
      const worker = bundle[WORKER];
      if (worker?.type !== 'chunk') throw new Error(`${WORKER}: expected a chunk of that name in the build`);
      if (worker.imports.length > 0) throw new Error(`${WORKER}: expected no imports, got ${worker.imports.join(', ')}`);
    },
    // The files are read as they will be served: what other plugins change, they have changed.
    writeBundle({ dir }) {
      if (!dir) throw new Error('expected a folder to build into');
      const names = readdirSync(dir, { encoding: 'utf8', recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(join(dir, '/').length).replaceAll('\\', '/'))
        .filter((name) => name !== WORKER)
        .sort();
      const hashed = (wanted: (name: string) => boolean) =>
        names.filter(wanted).map(
          (name) =>
            `${name} ${createHash('sha256')
              .update(readFileSync(join(dir, name)))
              .digest('base64')}`,
        );
      const onDemand = hashed((name) => ON_DEMAND.test(name)).join('|');
      const shell = hashed((name) => SHELL.test(name) && !ON_DEMAND.test(name)).join('|');
      const version = createHash('sha256').update(`${shell}|${onDemand}`).digest('hex').slice(0, 12);
      const file = join(dir, WORKER);
      let code = readFileSync(file, 'utf8');
      for (const [mark, text] of Object.entries({ '%VERSION%': version, '%SHELL%': shell, '%ON_DEMAND%': onDemand })) {
        if (!code.includes(mark)) throw new Error(`${WORKER}: expected ${mark} in the built code`);
        code = code.replace(mark, () => text);
      }
      writeFileSync(file, code);
    },
  };
}
