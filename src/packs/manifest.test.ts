import { expect, test } from 'vitest';
import { parseFile } from '../lm/parse-file.ts';
import { ManifestSchema } from './manifest.ts';

const sha256 = 'ab'.repeat(32);
const manifest = {
  format: 'tiller-base/1',
  name: 'M',
  license: 'Apache-2.0',
  source: 'a wheel',
  file: 'm.gguf',
  bytes: 5,
  sha256,
  shards: [
    { path: 'm.part-0.bin', bytes: 3, sha256 },
    { path: 'm.part-1.bin', bytes: 2, sha256 },
  ],
};

test('a manifest whose shards add up is read as it is', () => {
  expect(parseFile(ManifestSchema, manifest, 'manifest.json')).toEqual(manifest);
});

test('shards that do not add up are refused, naming file and field', () => {
  expect(() => parseFile(ManifestSchema, { ...manifest, bytes: 6 }, 'manifest.json')).toThrow(
    /manifest\.json: field bytes: .*sum of the shards/,
  );
});

test('a shard outside the manifest’s folder is refused', () => {
  const shards = [{ path: '../secret', bytes: 5, sha256 }];
  expect(() => parseFile(ManifestSchema, { ...manifest, shards }, 'manifest.json')).toThrow(/shards\.0\.path/);
});

test('a SHA-256 of another length is refused', () => {
  expect(() => parseFile(ManifestSchema, { ...manifest, sha256: 'abc' }, 'manifest.json')).toThrow(/field sha256/);
});
