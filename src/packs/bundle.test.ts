import fc from 'fast-check';
import { deflateSync, inflateSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { bundleLimits, gather, type PackBytes, readBundle, writeBundle } from './bundle.ts';
import { crc32 } from './crc32.ts';
import { readZip } from './read-zip.ts';

const text = (words: string) => new TextEncoder().encode(words) as Uint8Array<ArrayBuffer>;
const blob = (bytes: Uint8Array<ArrayBuffer>) => new Blob([bytes]);
const zip = (files: Readonly<Record<string, string>>) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([path, words]) => [path, text(words)]))) as Uint8Array<ArrayBuffer>;

/** A changed copy. */
function changed(bytes: Uint8Array<ArrayBuffer>, change: (view: DataView, end: number) => void): Uint8Array<ArrayBuffer> {
  const copy = bytes.slice();
  change(new DataView(copy.buffer), copy.length - 22);
  return copy;
}
const directoryAt = (view: DataView, end: number) => view.getUint32(end + 16, true);

const fileName = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_ ()-]{1,20}\.[a-z]{1,11}$/),
  fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).map((name) => `n${name.replace(/[\p{C}/\\:]/gu, '-')}n`),
);
const path = fc.array(fileName, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Uint8Array.from(array));

/** The files of a pack: what a pack must have, its adapters, and whatever else lies with them. */
const packFiles = fc
  .record({
    pack: fc.json(),
    adapters: fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/), fc.json(), bytes), {
      selector: ([name]) => name,
      maxLength: 5,
    }),
    others: fc.uniqueArray(fc.tuple(path, bytes), { selector: ([name]) => name.toLowerCase(), maxLength: 5 }),
  })
  .map(({ pack, adapters, others }): PackBytes => {
    const files = new Map<string, Uint8Array<ArrayBuffer>>([['pack.json', text(pack)]]);
    for (const [name, config, tensors] of adapters) {
      files.set(`adapters/${name}/adapter_config.json`, text(config));
      files.set(`adapters/${name}/adapter_model.safetensors`, tensors);
    }
    for (const [name, content] of others) if (!/pack\.json$/i.test(name)) files.set(`more/${name}`, content);
    return files;
  });

describe('a bundle', () => {
  it('gives back the bytes of every file that was put in', async () => {
    await fc.assert(
      fc.asyncProperty(packFiles, async (files) => {
        const { files: back, left } = await readBundle(blob(writeBundle(files)), 'x.tiller.zip');
        expect(left).toEqual([]);
        expect(new Map([...back].sort())).toEqual(new Map([...files].sort()));
      }),
      { numRuns: 200, seed: 10 },
    );
  });

  it('of one pack is the same file every time', () => {
    const files = new Map([['pack.json', text('{}')]]);
    expect(writeBundle(files)).toEqual(writeBundle(files));
  });

  it('may lie in one folder of its zip; what systems put beside it is named and left', async () => {
    const packed = zip({
      'voice/pack.json': '{}',
      'voice/README.md': 'how',
      '__MACOSX/voice/._pack.json': 'x',
      'voice/.DS_Store': 'x',
      'note.txt': 'y',
    });
    const { files, left } = await readBundle(blob(packed), 'voice.zip');
    expect([...files.keys()]).toEqual(['pack.json', 'README.md']);
    expect([...left].sort()).toEqual(['__MACOSX/voice/._pack.json', 'note.txt', 'voice/.DS_Store']);
  });

  it.each([
    [{ 'readme.txt': 'x' }, 'expected a pack.json in it, got readme.txt'],
    [{ 'a/pack.json': '{}', 'b/pack.json': '{}' }, 'holds several packs (a/pack.json, b/pack.json), expected one'],
    [{ 'pack.json': '{}', '../pack.txt': '' }, 'the name "../pack.txt" leaves the folder'],
    [{ 'pack.json': '{}', 'a/../../b': '' }, 'the name "a/../../b" leaves the folder'],
    [{ 'pack.json': '{}', '/etc/passwd': '' }, 'the name "/etc/passwd" leaves the folder'],
    [{ 'pack.json': '{}', 'C:\\x': '' }, 'leaves the folder'],
    [{ 'pack.json': '{}', 'a\0b': '' }, 'leaves the folder'],
    [{ 'pack.json': '{}', 'README.md': '', 'readme.md': '' }, 'readme.md is there twice, in capitals and small letters'],
  ] as const)('%j is refused by name', async (files, sentence) => {
    await expect(readBundle(blob(zip(files)), 'x.zip')).rejects.toThrow(`x.zip: `);
    await expect(readBundle(blob(zip(files)), 'x.zip')).rejects.toThrow(sentence);
  });

  it('with a file named __proto__ is refused', () => {
    expect(() =>
      gather(
        new Map([
          ['pack.json', text('{}')],
          ['__proto__', text('x')],
        ]),
        'x.zip',
      ),
    ).toThrow('the name "__proto__" leaves');
  });
});

describe('a zip', () => {
  const good = zip({ 'pack.json': '{}', 'long.txt': 'a'.repeat(5000) });
  const read = (bytes: Uint8Array<ArrayBuffer>, limits = bundleLimits) => readZip(blob(bytes), 'x.zip', limits);

  it('has the checksum that the standard gives for its example', () => {
    expect(crc32(text('123456789'))).toBe(0xcbf43926);
  });

  it('is refused for what it would unpack to before anything is unpacked, and for its entries before they are read', async () => {
    await expect(read(good, { files: 10, bytes: 5001 })).rejects.toThrow('x.zip: unpacks to 5002 bytes, expected at most 5001');
    await expect(read(good, { files: 1, bytes: 1e6 })).rejects.toThrow('x.zip: has 2 entries, expected at most 1');
  });

  it('that lies about what an entry unpacks to is refused, and no more is unpacked than it told', async () => {
    const lying = changed(good, (view, end) => {
      const second = directoryAt(view, end) + 46 + 'pack.json'.length;
      view.setUint32(second + 24, 10, true);
    });
    await expect(read(lying)).rejects.toThrow('x.zip: long.txt is damaged');
  });

  it.each<[string, (view: DataView, end: number) => void, string]>([
    ['no end', (view, end) => view.setUint32(end, 0, true), "expected a zip file, got one without a zip's end"],
    ['a flipped bit', (view) => view.setUint8(40, view.getUint8(40) ^ 1), 'pack.json is damaged'],
    ['another checksum', (view, end) => view.setUint32(directoryAt(view, end) + 16, 1, true), 'pack.json is damaged: its checksum differs'],
    ['a list beyond its end', (view, end) => view.setUint32(end + 16, 1e6, true), 'is cut: its list of files lies outside of it'],
    ['a list that ends early', (view, end) => view.setUint16(end + 10, 3, true), 'its list of files is damaged at entry 3 of 3'],
    ['an encrypted entry', (view, end) => view.setUint16(directoryAt(view, end) + 8, 1, true), 'pack.json is encrypted'],
    ['a link', (view, end) => view.setUint32(directoryAt(view, end) + 38, 0xa1ff0000, true), 'pack.json is a link'],
    [
      'another packing',
      (view, end) => view.setUint16(directoryAt(view, end) + 10, 12, true),
      'is packed by method 12, expected 0 (stored) or 8',
    ],
    [
      'an entry elsewhere',
      (view, end) => view.setUint32(directoryAt(view, end) + 42, 7, true),
      'pack.json does not start where its list says',
    ],
    ['Zip64', (view, end) => view.setUint16(end + 10, 0xffff, true), 'is a Zip64 file'],
  ])('with %s is refused by name', async (_, change, sentence) => {
    await expect(read(changed(good, change))).rejects.toThrow(sentence);
  });

  it('with a name twice is refused', async () => {
    const twice = changed(zip({ 'a.txt': '1', 'b.txt': '2' }), (view, end) =>
      view.setUint8(directoryAt(view, end) + 46, 'b'.charCodeAt(0)),
    );
    await expect(read(twice)).rejects.toThrow('x.zip: b.txt is there twice');
  });

  it('of any bytes is read or refused in a sentence that names it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(good.length - 1),
        fc.uint8Array({ minLength: 1, maxLength: 4 }),
        fc.nat(good.length),
        async (at, put, cut) => {
          const broken = good.slice(0, cut === 0 ? good.length : good.length - (cut % 30));
          broken.set(put.subarray(0, broken.length - at > 0 ? broken.length - at : 0), Math.min(at, broken.length));
          const files = await read(broken).catch((error: Error) => error.message);
          if (typeof files === 'string') expect(files).toMatch(/^x\.zip: /);
          else for (const content of files.values()) expect(content.length).toBeLessThan(6000);
        },
      ),
      { numRuns: 500, seed: 10 },
    );
  });

  it('unpacked by its library stays within the room that it is given', () => {
    // What readZip leans on: beyond `out` nothing is written.
    expect(inflateSync(deflateSync(text('a'.repeat(5000))), { out: new Uint8Array(11) })).toEqual(text('a'.repeat(11)));
  });
});
