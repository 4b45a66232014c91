import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';
import { build, defaultClientConditions } from 'vite';
import { ISOLATION_HEADERS } from '../../scripts/isolation-headers.ts';

/** Builds this folder's page, which the app does not contain, and serves it on a free port. */
export async function servePage(): Promise<{ url: string; close: () => void }> {
  const root = fileURLToPath(new URL('.', import.meta.url));
  const outDir = fileURLToPath(new URL('../../test-results/webgpu-page', import.meta.url));
  await build({
    configFile: false,
    root,
    base: './',
    logLevel: 'error',
    resolve: { conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions] },
    build: { target: 'es2023', outDir, emptyOutDir: true, assetsInlineLimit: 0, minify: false, reportCompressedSize: false },
  });
  const setHeaders = (response: { setHeader: (name: string, value: string) => void }) => {
    for (const [name, value] of Object.entries(ISOLATION_HEADERS)) response.setHeader(name, value);
  };
  const server = createServer(sirv(outDir, { setHeaders }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://localhost:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
}
