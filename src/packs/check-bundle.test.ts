import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type PackBytes, readBundle, writeBundle } from './bundle.ts';
import { checkBundle, type PackHost } from './check-bundle.ts';
import { collectPack } from './collect-pack.ts';
import { bundleName, readDropped } from './dropped-files.ts';
import { heldFiles } from './pack-files.ts';
import { loadPack } from './pack-source.ts';

const models = fileURLToPath(new URL('../../public/models/', import.meta.url));
const host: PackHost = {
  base: { name: 'SmolLM2', sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53' },
  rewards: ['brevity', 'richness', 'cheer', 'numbering', 'bulleting', 'itemising', 'closeness', 'approval'],
};

function folder(id: string): PackBytes {
  const paths = readdirSync(join(models, id), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    paths.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(join(models, id).length + 1), new Uint8Array(readFileSync(path))];
    }),
  );
}
const held = (files: PackBytes) => heldFiles(new Map([...files].map(([path, bytes]) => [path, new Blob([bytes])])), (path) => path);
const shipped = folder('proxy');
/** Megabytes are compared as bytes, not one by one. */
const hex = (files: PackBytes) => [...files].map(([path, bytes]) => `${path} ${createHash('sha256').update(bytes).digest('hex')}`).sort();

describe('a shipped pack', () => {
  it('goes out as a bundle and comes back with the same bytes, a README and its prompts', async () => {
    const out = await collectPack(await loadPack(held(shipped)));
    const { files } = await readBundle(new Blob([writeBundle(out)]), 'proxy.tiller.zip');
    expect(hex(files)).toEqual(expect.arrayContaining(hex(shipped)));
    expect([...files.keys()].filter((path) => !shipped.has(path)).sort()).toEqual(['README.md', 'prompts.json']);
    expect(checkBundle(files, host).id).toBe('proxy');
    const readme = new TextDecoder().decode(files.get('README.md'));
    for (const part of ['# Proxy', host.base?.sha256 ?? '', 'adapters/rm/', 'seed 1']) expect(readme).toContain(part);
    expect(JSON.parse(new TextDecoder().decode(files.get('prompts.json'))).heldOut).toHaveLength(40);
  });

  it('without an adapter’s file does not go out', async () => {
    const cut = new Map(shipped);
    cut.delete('adapters/rm/adapter_config.json');
    await expect(collectPack(await loadPack(held(cut)))).rejects.toThrow(
      'adapters/rm/adapter_config.json: expected a file of this pack, got none',
    );
  });
});

describe('a pack from outside is refused in one sentence', () => {
  const text = (words: string) => new TextEncoder().encode(words);
  const packWith = (change: object) => {
    const pack = JSON.parse(new TextDecoder().decode(shipped.get('pack.json'))) as object;
    return new Map([...shipped, ['pack.json', text(JSON.stringify({ ...pack, ...change }))]]);
  };
  it.each<[string, PackBytes, string]>([
    [
      'for another model',
      packWith({ base: '0'.repeat(64) }),
      'pack.json: field base: expected the model that is here, SmolLM2 (b179c9523d…), got 0000000000…',
    ],
    [
      'for a reward that is not there',
      packWith({ golden: ['wit'], calibration: { approval: { mean: 0, sd: 1 }, wit: { mean: 0, sd: 1 } } }),
      'got "wit"',
    ],
    ['without pack.json', new Map(), 'pack.json: expected a file, got none'],
    [
      'without tensors',
      new Map([...shipped].filter(([path]) => path !== 'adapters/rm/adapter_model.safetensors')),
      'adapters/rm/adapter_model.safetensors: expected a file for slot rm, got none',
    ],
    [
      'with a web page for a config',
      new Map([...shipped, ['adapters/rm/adapter_config.json', text('<!doctype html>')]]),
      'adapters/rm/adapter_config.json is a web page, expected JSON',
    ],
  ])('%s', (_, files, sentence) => {
    expect(() => checkBundle(files, host)).toThrow(sentence);
  });

  it('but is taken where the model is not known yet', () => {
    expect(checkBundle(packWith({ base: '0'.repeat(64) }), { ...host, base: undefined }).id).toBe('proxy');
  });
});

describe('what is dropped', () => {
  const file = (name: string, content: BlobPart) => new File([content], name);
  it('may be a bundle, which is called by its name', async () => {
    const dropped = await readDropped([{ path: 'Mine.tiller.zip', file: file('Mine.tiller.zip', writeBundle(shipped)) }]);
    expect([dropped.name, dropped.files.size]).toEqual(['Mine', shipped.size]);
    expect(['a.tiller.zip', 'a.tiller (2).zip', 'a (1).tiller.zip', 'a.zip', 'a.ZIP'].map(bundleName)).toEqual(['a', 'a', 'a', 'a', 'a']);
  });

  it('may be a folder, or its files', async () => {
    const entries = [...shipped].map(([path, bytes]) => ({ path: `proxy copy/${path}`, file: file(path, bytes) }));
    const dropped = await readDropped(entries);
    expect([dropped.name, hex(dropped.files)]).toEqual(['proxy copy', hex(shipped)]);
    const loose = await readDropped([...shipped].map(([path, bytes]) => ({ path, file: file(path, bytes) })));
    expect([loose.name, hex(loose.files)]).toEqual(['', hex(shipped)]);
  });

  it('is refused by name when it is something else', async () => {
    await expect(readDropped([{ path: 'cat.jpg', file: file('cat.jpg', 'meow') }])).rejects.toThrow('cat.jpg: expected a zip file');
    await expect(readDropped([])).rejects.toThrow('has no files');
    await expect(readDropped(['a', 'b'].map((path) => ({ path, file: file(path, '') })))).rejects.toThrow(
      'the files: expected a pack.json in it, got a, b',
    );
  });
});
