/**
 * GPT-2's byte alphabet: byte-level BPE writes every byte as one printable character. Printable Latin-1 bytes stand for
 * themselves, the 68 others are counted up from U+0100 (so a space is 'Ġ').
 */
const standsForItself = (byte: number): boolean =>
  (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);

function buildAlphabet(): ReadonlyMap<string, number> {
  const alphabet = new Map<string, number>();
  let next = 0x100;
  for (let byte = 0; byte < 256; byte++) alphabet.set(String.fromCharCode(standsForItself(byte) ? byte : next++), byte);
  return alphabet;
}

const BYTES = buildAlphabet();
const encoder = new TextEncoder();

/** The bytes that a token of a byte-level vocabulary stands for; a character outside of the alphabet stands for its UTF-8 bytes. */
export function bytesOfToken(token: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of token) {
    const byte = BYTES.get(character);
    if (byte === undefined) bytes.push(...encoder.encode(character));
    else bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}
