import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build, defaultClientConditions } from 'vite';
import { kernels } from '../../scripts/kernels-plugin.ts';
import { answerWithFile } from '../../scripts/static-files.ts';
import { ISOLATION_HEADERS } from '../../src/site/headers.ts';

const ROOT = new URL('../../', import.meta.url);
const OUT = fileURLToPath(new URL('test-results/parity-page', ROOT));
/** Folders that the page fetches from, by the first part of the path. */
const MOUNTS = { models: 'public/models', cut: 'e2e/fixtures/cut', fixtures: 'models/fixtures' } as const;

/** Builds this folder's page, which the app does not contain, and serves it on a free port. */
export async function servePage(): Promise<{ url: string; close: () => void }> {
  await build({
    configFile: false,
    root: fileURLToPath(new URL('.', import.meta.url)),
    base: './',
    logLevel: 'error',
    plugins: [kernels()],
    worker: { format: 'es', plugins: () => [kernels()] },
    resolve: { conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions] },
    build: { target: 'es2023', outDir: OUT, emptyOutDir: true, assetsInlineLimit: 0, minify: false, reportCompressedSize: false },
  });
  const mounts = Object.entries(MOUNTS).map(([name, folder]) => ({ prefix: `/${name}/`, folder: fileURLToPath(new URL(folder, ROOT)) }));
  const server = createServer((request, response) => {
    const mount = mounts.find(({ prefix }) => request.url?.startsWith(prefix));
    if (mount) request.url = request.url?.slice(mount.prefix.length - 1);
    answerWithFile(mount?.folder ?? OUT, request, response, () => ISOLATION_HEADERS);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://localhost:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
}
