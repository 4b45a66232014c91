import { execFileSync } from 'node:child_process';

/** The commit of the working tree, for `src/site/build-commit.ts`; 'unknown' where the sources come without their history. */
export function workingCommit(): string {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'unknown';
  }
}
