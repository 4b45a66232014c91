import { defineConfig } from '@playwright/test';
import { BROWSER_FLAGS, findBrowser } from './scripts/find-browser.ts';

const port = Number(process.env.TILLER_TEST_PORT ?? 4183);

/** Drives the built site (`npm run build` first) with the real model on WASM, and the cut model on software WebGPU. */
export default defineConfig({
  testDir: 'e2e',
  // The real model needs both cores: tests run one after the other.
  workers: 1,
  fullyParallel: false,
  // Bounds for what hangs, not for what is slow: the machine may be busy with something else.
  timeout: 600_000,
  expect: { timeout: 120_000 },
  forbidOnly: true,
  reporter: [['list']],
  use: {
    baseURL: `http://localhost:${port}/`,
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath: findBrowser(), args: BROWSER_FLAGS },
    trace: 'off',
    screenshot: 'only-on-failure',
  },
  webServer: {
    command: 'npx tsx scripts/serve.ts',
    env: { PORT: String(port) },
    url: `http://localhost:${port}/`,
    reuseExistingServer: false,
    timeout: 240_000,
  },
});
