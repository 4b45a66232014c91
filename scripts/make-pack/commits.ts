/**
 * Which commit recorded a training's log: written down beside the logs (models/runs/<pack>/commits.json) with the log's hash, so that a pack can
 * be described again in a clone without history, and after files were moved.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import { parseFile } from '../../src/lm/parse-file.ts';

const Hex = (length: number) => v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${length}}$`)));
/** File names of the folder's logs. */
const CommitsSchema = v.record(v.string(), v.strictObject({ sha256: Hex(64), commit: Hex(40) }));
type Commits = v.InferOutput<typeof CommitsSchema>;

const FILE = 'commits.json';
const hashOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

function readCommits(folder: string): Commits {
  const file = join(folder, FILE);
  return existsSync(file) ? parseFile(CommitsSchema, JSON.parse(readFileSync(file, 'utf8')), file) : {};
}

/**
 * The commit that is written down for a log.
 * @throws Error that names the log when none is, or when the log has changed since.
 */
export function recordedCommit(log: string): string {
  const found = readCommits(dirname(log))[basename(log)];
  if (found?.sha256 !== hashOf(log))
    throw new Error(`${log}: ${FILE} beside it has no commit of the log as it stands: commit it, then run scripts/make-pack.ts`);
  return found.commit;
}

/** The same; a commit that is not written down yet is asked of git, and written down. HEAD, for this once, for a log that is not committed as it stands. */
export function recordCommit(log: string): string {
  const folder = dirname(log);
  const commits = readCommits(folder);
  const sha256 = hashOf(log);
  const found = commits[basename(log)];
  if (found?.sha256 === sha256) return found.commit;
  const git = (...words: string[]) => execFileSync('git', words, { cwd: folder, encoding: 'utf8' }).trim();
  if (git('status', '--porcelain', '--', log)) return git('rev-parse', 'HEAD');
  const commit = git('log', '-1', '--format=%H', '--', log);
  const all = Object.entries({ ...commits, [basename(log)]: { sha256, commit } }).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(join(folder, FILE), `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`);
  return commit;
}
