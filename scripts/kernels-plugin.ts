/** Gives the page's code the addresses of the compiled kernels: `import url from 'virtual:kernels-simd.wasm?url'`, or `-relaxed`. */
import type { Plugin } from 'vite';
import { BINARIES, type Binary, kernelFiles } from './build-kernels.ts';

const NAME = /^virtual:kernels-(\w+)\.wasm\?url$/;

export function kernels(): Plugin {
  return {
    name: 'tiller-kernels',
    enforce: 'pre',
    async resolveId(source) {
      const binary = NAME.exec(source)?.[1];
      if (binary === undefined) return null;
      if (!(binary in BINARIES)) throw new Error(`${source}: expected one of ${Object.keys(BINARIES).join(', ')}`);
      return `${(await kernelFiles())[binary as Binary]}?url`;
    },
  };
}
