import { expect, it, vi } from 'vitest';
import { fakeInfo } from '../../engine/testing/fake-engine.ts';
import { lineOf } from './engine-status.tsx';

const loading = { load: vi.fn(), cancel: vi.fn() };
const manifest = { name: 'Other-1B-Instruct', license: 'MIT', source: 'elsewhere', bytes: 98_362_432, sha256: 'ab'.repeat(32) };
const ready = { kind: 'ready', adapters: [], preparing: false } as const;

it('says the size and the name that the manifest says, and less without one', () => {
  const waiting = { kind: 'waiting', reason: 'It waits.' } as const;
  expect(lineOf(waiting, manifest, loading).action?.label).toBe('Load the model (98 MB)');
  expect(lineOf(waiting, undefined, loading).action?.label).toBe('Load the model');
  expect(lineOf({ ...ready, info: fakeInfo }, manifest, loading).sentence).toMatch(/^Other-1B runs here, on WebAssembly, one thread/);
  expect(lineOf({ ...ready, info: fakeInfo }, undefined, loading).sentence).toMatch(/^The model runs here/);
});

it('says where the system prompt goes when the model’s template has no place for it', () => {
  expect(lineOf({ ...ready, info: fakeInfo }, manifest, loading).sentence).not.toContain('system');
  expect(lineOf({ ...ready, info: { ...fakeInfo, systemRole: false } }, manifest, loading).sentence).toContain(
    'Its chat has no system role: the system text goes before the prompt.',
  );
});

it('says how far a download is, in bytes, and that nobody knows before it began', () => {
  const progress = { type: 'load-progress', phase: 'shards', done: 12e6, total: 98e6, note: 'Downloading the model' } as const;
  expect(lineOf({ kind: 'loading', progress }, manifest, loading).progress).toEqual({
    label: 'Fetching the model 12 of 98 MB',
    share: 12 / 98,
    note: 'Downloading the model',
  });
  expect(lineOf({ kind: 'loading', progress: undefined }, manifest, loading).progress?.share).toBeUndefined();
});
