/**
 * Reads a zip file that came from anywhere. What it will unpack to is known, and bounded, before anything is unpacked; names, lengths and
 * checksums are checked; what is odd is refused by name.
 */
import { inflateSync } from 'fflate';
import { crc32 } from './crc32.ts';

export interface ZipLimits {
  /** Most entries. */
  readonly files: number;
  /** Most bytes, unpacked. */
  readonly bytes: number;
}

interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly unpacked: number;
  /** Where its local header starts. */
  readonly at: number;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const LONGEST_COMMENT = 0xffff;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
const LINK = 0xa000;

/**
 * The files of a zip by their paths, in its order; folders have no entry of their own.
 * @param file Read piece by piece: the zip is never in memory as a whole.
 * @param name Of the zip, for errors.
 * @throws Error that names the zip, the entry and what was expected.
 */
export async function readZip(file: Blob, name: string, limits: ZipLimits): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const entries = await readDirectory(file, name, limits);
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const total = entries.reduce((sum, { unpacked }) => sum + unpacked, 0);
  if (total > limits.bytes) throw new Error(`${name}: unpacks to ${total} bytes, expected at most ${limits.bytes}`);
  for (const entry of entries) {
    if (entry.name.endsWith('/')) continue;
    if (files.has(entry.name)) throw new Error(`${name}: ${entry.name} is there twice`);
    files.set(entry.name, await readEntry(file, name, entry));
  }
  return files;
}

async function readDirectory(file: Blob, name: string, limits: ZipLimits): Promise<ZipEntry[]> {
  const tailAt = Math.max(0, file.size - END_BYTES - LONGEST_COMMENT);
  const tail = await view(file, tailAt, file.size);
  let end = tail.byteLength - END_BYTES;
  while (end >= 0 && tail.getUint32(end, true) !== END) end--;
  if (end < 0) throw new Error(`${name}: expected a zip file, got one without a zip's end`);
  const count = tail.getUint16(end + 10, true);
  const bytes = tail.getUint32(end + 12, true);
  const at = tail.getUint32(end + 16, true);
  if (count === 0xffff || at === 0xffffffff) throw new Error(`${name}: is a Zip64 file, expected a plain zip under 4 GB`);
  if (count > limits.files) throw new Error(`${name}: has ${count} entries, expected at most ${limits.files}`);
  if (at + bytes > tailAt + end) throw new Error(`${name}: is cut: its list of files lies outside of it`);
  return readEntries(await view(file, at, at + bytes), name, count);
}

function readEntries(directory: DataView<ArrayBuffer>, name: string, count: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    const whole = at + CENTRAL_BYTES <= directory.byteLength && directory.getUint32(at, true) === CENTRAL;
    const nameBytes = whole ? directory.getUint16(at + 28, true) : 0;
    const next = at + CENTRAL_BYTES + nameBytes + (whole ? directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true) : 0);
    if (!whole || next > directory.byteLength) throw new Error(`${name}: its list of files is damaged at entry ${i + 1} of ${count}`);
    const entry = readCentral(directory, at, nameBytes);
    const flags = directory.getUint16(at + 8, true);
    if (flags & ENCRYPTED) throw new Error(`${name}: ${entry.name} is encrypted, expected plain files`);
    if (((directory.getUint32(at + 38, true) >>> 16) & 0xf000) === LINK)
      throw new Error(`${name}: ${entry.name} is a link, expected plain files`);
    if (entry.method !== STORED && entry.method !== DEFLATED)
      throw new Error(`${name}: ${entry.name} is packed by method ${entry.method}, expected 0 (stored) or 8 (deflate)`);
    entries.push(entry);
    at = next;
  }
  return entries;
}

function readCentral(directory: DataView<ArrayBuffer>, at: number, nameBytes: number): ZipEntry {
  return {
    name: new TextDecoder().decode(new Uint8Array(directory.buffer, at + CENTRAL_BYTES, nameBytes)),
    method: directory.getUint16(at + 10, true),
    crc: directory.getUint32(at + 16, true),
    packed: directory.getUint32(at + 20, true),
    unpacked: directory.getUint32(at + 24, true),
    at: directory.getUint32(at + 42, true),
  };
}

async function readEntry(file: Blob, zip: string, { name, method, crc, packed, unpacked, at }: ZipEntry): Promise<Uint8Array<ArrayBuffer>> {
  const header = await view(file, at, at + LOCAL_BYTES);
  if (header.byteLength < LOCAL_BYTES || header.getUint32(0, true) !== LOCAL)
    throw new Error(`${zip}: ${name} does not start where its list says`);
  const start = at + LOCAL_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
  const data = new Uint8Array((await view(file, start, start + packed)).buffer);
  const bytes = method === STORED ? data : inflated(data, zip, name, unpacked);
  if (data.length !== packed || bytes.length !== unpacked || crc32(bytes) !== crc)
    throw new Error(`${zip}: ${name} is damaged: its checksum differs`);
  return bytes;
}

/** One byte of room more than was told shows what unpacks to more; beyond it nothing is written. */
function inflated(data: Uint8Array, zip: string, name: string, unpacked: number): Uint8Array<ArrayBuffer> {
  try {
    return inflateSync(data, { out: new Uint8Array(unpacked + 1) }) as Uint8Array<ArrayBuffer>;
  } catch (cause) {
    throw new Error(`${zip}: ${name} is damaged: it cannot be unpacked`, { cause });
  }
}

async function view(file: Blob, from: number, to: number): Promise<DataView<ArrayBuffer>> {
  return new DataView(await file.slice(from, to).arrayBuffer());
}
