import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';
import { workingCommit } from './scripts/build-commit.ts';
import { kernels } from './scripts/kernels-plugin.ts';
import { lexiconPlugin } from './scripts/lexicon.ts';
import { offline } from './scripts/offline-plugin.ts';
import { policy } from './scripts/policy-plugin.ts';
import { DEVELOPMENT_POLICY, FILE_POLICY, ISOLATION_HEADERS } from './src/site/headers.ts';

export default defineConfig({
  // Relative, so that the built site runs from any sub-path of any static host.
  base: './',
  define: { __BUILD_COMMIT__: JSON.stringify(workingCommit()) },
  plugins: [react(), lexiconPlugin(), kernels(), policy(), offline()],
  // The builds of onnxruntime-web that fetch their .mjs and .wasm from where we say, instead of holding a copy.
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions] },
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  worker: { format: 'es', plugins: () => [kernels()] },
  server: { headers: { ...ISOLATION_HEADERS, 'Content-Security-Policy': DEVELOPMENT_POLICY } },
  preview: { headers: { ...ISOLATION_HEADERS, 'Content-Security-Policy': FILE_POLICY } },
  build: {
    target: 'es2023',
    // WASM and workers must be files: inlined they could not be cached or shared.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      input: { index: 'index.html', 'service-worker': 'src/site/service-worker/service-worker.ts' },
      output: {
        // Its scope is its folder, and its address must stay the same.
        entryFileNames: ({ name }) => (name === 'service-worker' ? 'service-worker.js' : 'assets/[name]-[hash].js'),
        // Hosts differ in what they make of a .md file; a .txt is shown by every browser.
        assetFileNames: ({ names }) => (names[0]?.endsWith('.md') ? 'assets/[name]-[hash].txt' : 'assets/[name]-[hash][extname]'),
      },
    },
  },
});
