import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { recordCommit, recordedCommit } from './commits.ts';
import { jsonText, makePack, PACKS, packIndexText, readDescription } from './published.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const models = join(root, 'public/models');

describe('generated files', () => {
  it.each(PACKS)('%s/pack.json is what scripts/make-pack.ts writes', (id) => {
    const folder = join(models, id);
    const made = makePack(root, id, readDescription(root, id), folder, recordedCommit);
    expect(jsonText(made)).toBe(readFileSync(join(folder, 'pack.json'), 'utf8'));
  });

  it('packs.json is what scripts/make-pack.ts writes', () => {
    expect(packIndexText(root)).toBe(readFileSync(join(models, 'packs.json'), 'utf8'));
  });
});

describe('the commit of a log', () => {
  const folder = mkdtempSync(join(tmpdir(), 'commits-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.c', ...words], { cwd: folder, encoding: 'utf8' }).trim();
  const log = join(folder, 'run/log-a.jsonl');

  it('is asked of git once, and then the same without history and in another place', () => {
    git('init', '-q');
    mkdirSync(dirname(log));
    writeFileSync(log, '{}\n');
    git('add', '.');
    git('commit', '-qm', 'recorded');
    const commit = git('rev-parse', 'HEAD');
    expect(() => recordedCommit(log)).toThrow(`${log}: commits.json beside it has no commit of the log as it stands`);
    expect(recordCommit(log)).toBe(commit);
    git('commit', '--allow-empty', '-qm', 'later');
    const moved = mkdtempSync(join(tmpdir(), 'moved-'));
    cpSync(dirname(log), moved, { recursive: true });
    expect(recordedCommit(join(moved, 'log-a.jsonl'))).toBe(commit);
    expect(recordCommit(join(moved, 'log-a.jsonl'))).toBe(commit);
    rmSync(moved, { recursive: true });
  });

  it('is not written down for a log that is not committed as it stands', () => {
    writeFileSync(log, '{"step":1}\n');
    expect(recordCommit(log)).toBe(git('rev-parse', 'HEAD'));
    expect(() => recordedCommit(log)).toThrow('run scripts/make-pack.ts');
  });
});
