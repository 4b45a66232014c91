/** `npm test`: types, lint, unit tests, build, browser tests, in this order; stops at the first that fails. */
import { spawnSync } from 'node:child_process';
import { findBrowser } from './find-browser.ts';

const STEPS: readonly (readonly [name: string, script: string])[] = [
  ['types', 'types'],
  ['lint', 'lint'],
  ['unit tests', 'unit'],
  ['build', 'build'],
  ['browser tests', 'e2e:run'],
];

console.log(`browser: ${findBrowser()}`);
const report: string[] = [];
for (const [name, script] of STEPS) {
  console.log(`\n== ${name}`);
  const start = performance.now();
  const { status } = spawnSync('npm', ['run', '--silent', script], { stdio: 'inherit' });
  report.push(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  if (status !== 0) break;
}
console.log(`\n${report.join('\n')}`);
process.exit(report.every((line) => line.startsWith('ok')) ? 0 : 1);
