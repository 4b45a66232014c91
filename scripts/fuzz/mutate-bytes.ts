import { below, pick } from './trial.ts';

/** Changes a file's bytes in one place: cut, grown, or some bytes set. `limit`: most changes fall before it, where a header lies. */
export function mutateBytes(
  bytes: Uint8Array<ArrayBuffer>,
  limit: number,
  next: () => number,
): { bytes: Uint8Array<ArrayBuffer>; what: string } {
  const near = Math.max(1, Math.min(bytes.length, next() < 0.8 ? limit : bytes.length));
  const at = below(near, next);
  const kind = next();
  if (kind < 0.2) return { bytes: bytes.slice(0, at), what: `cut at ${at}` };
  if (kind < 0.3) {
    const more = 1 + below(64, next);
    const grown = new Uint8Array(bytes.length + more);
    grown.set(bytes);
    return { bytes: grown, what: `${more} bytes more` };
  }
  const changed = bytes.slice();
  const count = Math.min(changed.length - at, pick([1, 1, 2, 4, 8, 64], next));
  const value = pick([0, 1, 0x7f, 0x80, 0xff, below(256, next)], next);
  changed.fill(value, at, at + count);
  return { bytes: changed, what: `${count} bytes at ${at} := ${value}` };
}
