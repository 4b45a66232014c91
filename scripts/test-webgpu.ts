/**
 * `npm run test:webgpu`: the engine's numbers on WebGPU, in Node on Dawn and Mesa's lavapipe (.ci/install-lavapipe installs it). Skipped, with
 * a sentence, where there is no such driver.
 */
import { spawnSync } from 'node:child_process';

/** Asks in a process of its own: Dawn keeps one alive. */
const PROBE = `import('./e2e/dawn/dawn.ts').then(async ({ startDawn }) => {
  const adapter = await startDawn().requestAdapter();
  const missing = ['shader-f16', 'subgroups'].filter((feature) => !adapter?.features.has(feature));
  if (missing.length > 0) throw new Error(adapter ? 'the driver (' + adapter.info.description + ') lacks ' + missing.join(' and ') : 'Dawn finds no adapter');
  process.exit(0);
}).catch((error) => { console.log(error.message); process.exit(1); });`;

const probe = spawnSync('npx', ['tsx', '--eval', PROBE], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 120_000 });
if (probe.status !== 0) {
  const words = probe.stdout?.trim().split('\n').at(-1);
  console.log(`WebGPU tests skipped: ${words || 'Dawn does not start on this machine'}.`);
  process.exit(0);
}
const { status } = spawnSync('npx', ['vitest', 'run', '--config', 'vitest.webgpu.config.ts', ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
