/** `npm run test:models`: makes a Python environment from the locked requirements (once) and runs the Python tests. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const REQUIREMENTS = 'models/requirements.txt';
const VENV = 'models/.venv';
const STAMP = join(VENV, 'requirements.sha256');

function run(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, OMP_NUM_THREADS: '1' } });
  if (error) throw new Error(`cannot run ${command}: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

/** The environment's interpreter; installs when the lock changed since the last time. */
function environment(): string {
  const given = process.env.TILLER_PYTHON;
  if (given) return given;
  const python = join(VENV, 'bin', 'python');
  const lock = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lock) return python;
  run('python3', ['-m', 'venv', VENV]);
  run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--require-hashes', '-r', REQUIREMENTS]);
  writeFileSync(STAMP, lock);
  return python;
}

run(environment(), ['-m', 'pytest', '-q', 'models/tests', ...process.argv.slice(2)]);
