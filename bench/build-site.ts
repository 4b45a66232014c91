/** Bundles the scripts that run in the browser, each to a file of its own name. */
import { fileURLToPath } from 'node:url';
import { build, defaultClientConditions } from 'vite';
import { kernels } from '../scripts/kernels-plugin.ts';

const SCRIPTS = ['ours', 'app', 'wllama', 'transformersjs', 'bandwidth', 'bandwidth-reader'] as const;
export type Script = (typeof SCRIPTS)[number];

/** Writes `<script>.js` files to `folder`. */
export async function buildSite(folder: string): Promise<void> {
  const site = fileURLToPath(new URL('site/', import.meta.url));
  await build({
    configFile: false,
    root: site,
    base: '/',
    publicDir: false,
    logLevel: 'warn',
    plugins: [kernels()],
    worker: { format: 'es', plugins: () => [kernels()] },
    // Runtimes are fetched from where we say, not from a copy in the bundle.
    resolve: { conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions] },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'es2023',
      // The scripts run in workers, which have no document.
      modulePreload: false,
      minify: true,
      chunkSizeWarningLimit: 4000,
      rolldownOptions: {
        input: Object.fromEntries(SCRIPTS.map((name) => [name, `${site}${name}.ts`])),
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  });
}
