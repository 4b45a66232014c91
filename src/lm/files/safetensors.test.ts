import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

/** A file written by hand, byte for byte. */
function file(header: unknown, data: readonly number[]): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

it('reads F16, BF16 and F32', () => {
  const header = {
    __metadata__: { format: 'pt' },
    half: { dtype: 'F16', shape: [2], data_offsets: [0, 4] },
    brain: { dtype: 'BF16', shape: [1, 2], data_offsets: [4, 8] },
    single: { dtype: 'F32', shape: [1], data_offsets: [8, 12] },
  };
  const tensors = readSafetensors(file(header, [0, 0x3c, 0, 0xc0, 0x80, 0x3f, 0x20, 0xc1, 0, 0, 0x80, 0x3e]), 'x');
  expect([...tensors.keys()]).toEqual(['half', 'brain', 'single']);
  expect(tensors.get('half')).toEqual({ shape: [2], data: Float32Array.of(1, -2) });
  expect(tensors.get('brain')).toEqual({ shape: [1, 2], data: Float32Array.of(1, -10) });
  expect(tensors.get('single')?.data).toEqual(Float32Array.of(0.25));
});

/** What PyTorch says of every code, models/write_float8.py. */
const codes: (number | null)[] = JSON.parse(readFileSync(new URL('../../../models/fixtures/float8.json', import.meta.url), 'utf8'));

it('reads every float of 8 bits as PyTorch does, and refuses the two that are no number', () => {
  const read = (data: readonly number[]) =>
    readSafetensors(file({ t: { dtype: 'F8_E4M3', shape: [data.length], data_offsets: [0, data.length] } }, data), 'x').get('t')?.data;
  const numbers = codes.flatMap((value, code) => (value === null ? [] : [code]));
  expect(numbers).toHaveLength(254);
  expect([...(read(numbers) ?? [])].map((value) => value + 0)).toEqual(numbers.map((code) => (codes[code] as number) + 0));
  for (const code of [127, 255]) expect(() => read([code])).toThrow('tensor t holds NaN at [0], expected finite numbers');
});

it('reads what it writes, in 8-byte aligned files', () => {
  const tensors = new Map([
    ['a.weight', { shape: [2, 3], data: Float32Array.of(1, -0.5, 0.25, 8, 0, 3) }],
    ['empty', { shape: [0, 4], data: new Float32Array(0) }],
  ]);
  for (const type of ['F16', 'F32'] as const) {
    const bytes = writeSafetensors(tensors, type);
    expect(new DataView(bytes.buffer).getUint32(0, true) % 8).toBe(0);
    expect(readSafetensors(bytes, 'x')).toEqual(tensors);
  }
});

it.each([
  ['a truncated file', Uint8Array.of(1, 2), 'a.safetensors: has 2 bytes'],
  ['a header longer than the file', Uint8Array.of(200, 0, 0, 0, 0, 0, 0, 0, 1), 'states a header of 200 bytes, but has 9 in all'],
  ['a header that is no JSON', file('{', []), 'the header is no JSON'],
  [
    'a type of integers',
    file({ t: { dtype: 'I8', shape: [1], data_offsets: [0, 1] } }, [1]),
    'tensor t has type I8, expected F16, BF16, F32 or F8_E4M3',
  ],
  [
    'offsets that disagree with the shape',
    file({ t: { dtype: 'F32', shape: [3], data_offsets: [0, 8] } }, Array(8).fill(0)),
    'tensor t lies at 0..8, expected 12 bytes',
  ],
  ['data beyond the file', file({ t: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }, [0]), 'tensor t lies at 0..8'],
  [
    'bytes after the last tensor',
    file({ t: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }, Array(6).fill(0)),
    'bytes 4..6 of the data belong to no tensor',
  ],
  [
    'bytes between tensors',
    file(
      { b: { dtype: 'F16', shape: [1], data_offsets: [6, 8] }, a: { dtype: 'F16', shape: [2], data_offsets: [0, 4] } },
      Array(8).fill(0),
    ),
    'bytes 4..6 of the data belong to no tensor',
  ],
  ['data without tensors', file({}, [0]), 'bytes 0..1 of the data belong to no tensor'],
  [
    'tensors that overlap',
    file(
      { a: { dtype: 'F16', shape: [2], data_offsets: [0, 4] }, b: { dtype: 'F16', shape: [2], data_offsets: [2, 6] } },
      Array(6).fill(0),
    ),
    'tensor b lies at 2..6, within another tensor',
  ],
  ['NaN', file({ t: { dtype: 'F16', shape: [2, 2], data_offsets: [0, 8] } }, [0, 0, 0, 0, 0, 0x7e, 0, 0]), 'tensor t holds NaN at [1, 0]'],
  ['infinity', file({ t: { dtype: 'BF16', shape: [2], data_offsets: [0, 4] } }, [0, 0, 0x80, 0xff]), 'tensor t holds -Infinity at [1]'],
  ['a list as its header', file([], []), 'the header is no JSON object'],
  ['a header of numbers', file({ t: 1 }, []), 'tensor t has type undefined'],
  [
    'a type that nests too deep for the stack',
    file(`{"t":{"dtype":${'['.repeat(100_000)}${']'.repeat(100_000)},"shape":[1],"data_offsets":[0,4]}}`, Array(4).fill(0)),
    'tensor t has type a list of 1, expected F16',
  ],
  ['a shape that is none', file({ t: { dtype: 'F32', shape: [-1], data_offsets: [0, 8] } }, []), 'tensor t has no proper shape'],
])('refuses %s', (_, bytes, message) => {
  expect(() => readSafetensors(bytes, 'a.safetensors')).toThrow(message);
});
