import { pathToFileURL } from 'node:url';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { kernels } from './scripts/kernels-plugin.ts';

const MARK = '\0file-url/';

/** `?url` imports as file URLs, which ONNX Runtime in Node can load. */
const fileUrls: Plugin = {
  name: 'file-urls',
  enforce: 'pre',
  async resolveId(source, importer) {
    if (!source.endsWith('?url')) return undefined;
    const found = await this.resolve(source.slice(0, -'?url'.length), importer, { skipSelf: true });
    // Encoded, so that nothing takes it for a module of node_modules.
    return found && MARK + encodeURIComponent(found.id);
  },
  load: (id) =>
    id.startsWith(MARK) ? `export default ${JSON.stringify(pathToFileURL(decodeURIComponent(id.slice(MARK.length))).href)}` : undefined,
};

/** Tests on WebGPU in Node: `npm run test:webgpu`. */
export default defineConfig({
  plugins: [kernels(), fileUrls],
  test: {
    include: ['e2e/dawn/*.dawn.ts'],
    // The driver computes on the CPU and takes all of it.
    fileParallelism: false,
    pool: 'forks',
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
