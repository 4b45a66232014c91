import { expect, it } from 'vitest';
import { writeGguf } from '../testing/write-gguf.ts';
import { shardedSource } from './byte-source.ts';
import { readHeader } from './gguf-header.ts';

const read = (bytes: Uint8Array) => readHeader(shardedSource([bytes]));
const tensor = { name: 't', dims: [32, 2], type: 0, data: new Uint8Array(256) };
/** A u64 in little-endian bytes. */
const long = (value: bigint) => Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));

it('reads values of every type', () => {
  const { metadata, tensors, bytes } = read(
    writeGguf(
      {
        text: 'naïve',
        count: 7,
        yes: true,
        real: { float: 0.5 },
        long: { u64: 12n },
        beyond: { u64: 2n ** 60n },
        names: ['a', ''],
        whole: [1, -2],
        byte: { type: 0, raw: [200] },
        signed: { type: 1, raw: [200] },
        half: { type: 2, raw: [1, 1] },
        short: { type: 3, raw: [255, 255] },
        double: { type: 12, raw: [0, 0, 0, 0, 0, 0, 0xf8, 0x3f] },
        least: { type: 11, raw: [255, 255, 255, 255, 255, 255, 255, 255] },
        lists: { type: 9, raw: [9, 0, 0, 0, ...long(1n), 0, 0, 0, 0, ...long(2n), 5, 6] },
        __proto__: 'kept as a key',
      },
      [tensor],
    ),
  );
  expect({ ...metadata }).toEqual({
    text: 'naïve',
    count: 7,
    yes: true,
    real: 0.5,
    long: 12,
    beyond: 2n ** 60n,
    names: ['a', ''],
    whole: [1, -2],
    byte: 200,
    signed: -56,
    half: 257,
    short: -1,
    double: 1.5,
    least: -1,
    lists: [[5, 6]],
  });
  expect(tensors).toEqual([{ name: 't', dims: [32, 2], type: 0, offset: 0 }]);
  expect(bytes).toBeGreaterThan(300);
});

it('keeps a key by the name of the prototype from being one', () => {
  const metadata = read(writeGguf(Object.fromEntries([['__proto__', ['x']]]), [])).metadata;
  expect(Object.getPrototypeOf(metadata)).toBeNull();
  expect(Object.keys(metadata)).toEqual(['__proto__']);
});

it('reads a text that lies across windows and shards', () => {
  const long = 'é'.repeat(700_000);
  const bytes = writeGguf({ a: 'b', long, after: 3 }, []);
  const third = Math.floor(bytes.length / 3);
  expect({ ...readHeader(shardedSource([bytes.slice(0, third), bytes.slice(third)])).metadata }).toEqual({ a: 'b', long, after: 3 });
});

it.each([
  ['nothing', new Uint8Array(0), 'the file type takes 4 bytes, but the file has 0 left'],
  ['another file', new TextEncoder().encode('PK and so on'), 'the file does not start with GGUF'],
  ['another byte order', writeGguf({}, [], { version: 3 << 24 }), 'the file is big-endian, expected little-endian'],
  ['another version', writeGguf({}, [], { version: 1 }), 'it is GGUF version 1, expected 2 or 3'],
  ['more keys than it can hold', writeGguf({ a: 1 }, [], { keys: 2 ** 40 }), 'states 1099511627776 metadata keys'],
  ['more tensors than it can hold', writeGguf({ a: 1 }, [], { tensors: 2 ** 52 }), 'states 4503599627370496 tensors'],
  ['a text beyond the file', writeGguf({ a: { type: 8, raw: long(2n ** 63n) } }, []), 'metadata a takes Infinity bytes'],
  [
    'a list beyond the file',
    writeGguf({ a: { type: 9, raw: [8, 0, 0, 0, ...long(2n ** 31n)] } }, []),
    'metadata a has 2147483648 items, more than',
  ],
  ['a list of a type that is none', writeGguf({ a: { type: 9, raw: [77, 0, 0, 0, ...long(1n)] } }, [tensor]), 'metadata a has type 77'],
  ['a type that is none', writeGguf({ a: { type: 13, raw: [0] } }, [tensor]), 'metadata a has type 13, expected a type of GGUF'],
  [
    'lists in lists',
    writeGguf({ a: { type: 9, raw: Array.from({ length: 6 }, () => [9, 0, 0, 0, ...long(1n)]).flat() } }, [tensor]),
    'metadata a nests lists more than 4 deep',
  ],
  ['a key twice', writeTwice(), 'metadata a comes twice'],
  ['a tensor twice', writeGguf({}, [tensor, tensor]), 'tensor t comes twice'],
  ['a tensor without dimensions', writeGguf({}, [{ ...tensor, dims: [] }]), 'tensor t has 0 dimensions, expected 1 to 4'],
  ['a tensor of nine dimensions', writeGguf({}, [{ ...tensor, dims: Array(9).fill(1) }]), 'tensor t has 9 dimensions'],
  ['a name without end', writeGguf({ ['k'.repeat(70_000)]: 1 }, []), 'the name of metadata key number 0 has 70000 bytes, expected at most'],
])('refuses a header with %s, by name', (_, bytes, message) => {
  expect(() => read(bytes)).toThrow(message);
  expect(() => read(bytes)).toThrow("the model's header cannot be read");
});

/** One key, written twice. */
function writeTwice(): Uint8Array {
  const bytes = writeGguf({ a: 1, b: 2 }, []);
  const at = bytes.indexOf('b'.charCodeAt(0));
  bytes[at] = 'a'.charCodeAt(0);
  return bytes;
}

it('refuses a header that ends anywhere', () => {
  const bytes = writeGguf({ text: 'abc', names: ['a', 'b'] }, [tensor]);
  const whole = read(bytes).bytes;
  for (let end = 0; end < whole; end++) expect(() => read(bytes.slice(0, end))).toThrow("the model's header cannot be read");
});
