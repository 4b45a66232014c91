/** Writes into the built service worker which files make up the shell, which are kept when used, and a version that changes with them. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const WORKER = 'service-worker.js';
/** Large, or needed by one backend only: kept when used. */
const ON_DEMAND = /\.wasm$|ort-wasm/;
/** Fonts in older formats than every browser that runs the page reads; katex's styles name them after the newer one. */
const OLDER_FONT = /\.(woff|ttf)$/;
/** Files of the public folder that are small enough for the shell; adapters and shards are not. */
const PUBLIC_SHELL = /\.(json|txt|svg|ico|png)$/;

/**
 * @param publicDir Folder whose small files (fronts, packs, manifests) belong to the shell.
 */
export function offline(publicDir: string): Plugin {
  return {
    name: 'tiller-offline',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const worker = bundle[WORKER];
      if (worker?.type !== 'chunk') throw new Error(`${WORKER}: expected a chunk of that name in the build`);
      if (worker.imports.length > 0) throw new Error(`${WORKER}: expected no imports, got ${worker.imports.join(', ')}`);
      const built = Object.keys(bundle).filter((name) => name !== WORKER && !name.endsWith('.map'));
      const onDemand = built.filter((name) => ON_DEMAND.test(name)).sort();
      const data = readdirSync(publicDir, { encoding: 'utf8', recursive: true })
        .map((name) => name.replaceAll('\\', '/'))
        .filter((name) => PUBLIC_SHELL.test(name))
        .sort();
      const shell = [...built.filter((name) => !ON_DEMAND.test(name) && !OLDER_FONT.test(name)).sort(), ...data];
      const version = createHash('sha256');
      for (const name of shell) version.update(`${name}\n`);
      for (const name of data) version.update(readFileSync(`${publicDir}/${name}`));
      // The page's name has no hash, so its text decides.
      const page = bundle['index.html'];
      if (page?.type === 'asset') version.update(page.source);
      worker.code = worker.code
        .replace('%VERSION%', version.digest('hex').slice(0, 12))
        .replace('%SHELL%', shell.join('|'))
        .replace('%ON_DEMAND%', onDemand.join('|'));
    },
  };
}
