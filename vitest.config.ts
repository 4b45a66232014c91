import { defineConfig } from 'vitest/config';
import { kernels } from './scripts/kernels-plugin.ts';

export default defineConfig({
  plugins: [kernels()],
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts', 'bench/**/*.test.ts', 'models/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'models/.venv/**', ...(process.env.TILLER_QUICK ? ['**/*.model.test.ts'] : [])],
    // Tests over the whole model hold 600 MB each: two files at a time at most.
    maxWorkers: 2,
    // A bound for what hangs, not for what is slow: the machine may be busy with something else.
    testTimeout: 120_000,
  },
});
