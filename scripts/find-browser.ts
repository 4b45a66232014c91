/** Finds a Chromium for the browser tests and the bench; nothing here downloads one. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const MAC = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Path of a Chromium or Chrome: `TILLER_BROWSER` if set, else one of the system's, else the one that Playwright installed.
 * @throws Error that says what to install.
 */
export function findBrowser(): string {
  const wanted = process.env.TILLER_BROWSER;
  if (wanted) {
    if (isExecutable(wanted)) return wanted;
    throw new Error(`TILLER_BROWSER is "${wanted}", expected the path of an executable`);
  }
  const folders = (process.env.PATH ?? '').split(delimiter);
  const system = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...MAC].find(isExecutable);
  if (system) return system;
  if (isExecutable(chromium.executablePath())) return chromium.executablePath();
  throw new Error(
    'no browser found: install Chromium or Chrome (Debian, Ubuntu: "apt-get install chromium"), or run "npx playwright install chromium", or set TILLER_BROWSER to one',
  );
}

/** Flags for headless runs: no sandbox (containers), WebGPU in software, no background networking. */
export const BROWSER_FLAGS = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
