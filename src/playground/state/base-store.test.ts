import { expect, it } from 'vitest';
import { createBaseStore, megabytes, modelName } from './base-store.ts';

const manifest = { name: 'Other-1B-Instruct', license: 'MIT', source: 'elsewhere', bytes: 98_362_432, sha256: 'ab'.repeat(32) };

it('knows the manifest as soon as it is here, and goes on without one', async () => {
  const fetched = Promise.resolve(manifest);
  const base = createBaseStore(fetched);
  expect(base.getState().manifest).toBeUndefined();
  await fetched;
  expect(base.getState().manifest).toEqual(manifest);
  const failed = createBaseStore(Promise.reject(new Error('no network')));
  await Promise.resolve();
  expect(failed.getState().manifest).toBeUndefined();
});

it('calls the model by its name, without how it was tuned', () => {
  expect(modelName(manifest)).toBe('Other-1B');
  expect(modelName({ ...manifest, name: 'Qwen3-0.6B' })).toBe('Qwen3-0.6B');
  expect(modelName(undefined)).toBe('The model');
  expect(megabytes(manifest.bytes)).toBe('98');
});
