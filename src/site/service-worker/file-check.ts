/** Whether an answer is the file that was asked for: hosts answer a missing file with a page, a login, or a Git LFS pointer, and say 200. */

/** Content types by extension, for those that a browser insists on. */
const TYPES: Readonly<Record<string, RegExp>> = {
  html: /^text\/html\b/i,
  js: /^(text|application)\/(x-)?(javascript|ecmascript)\b/i,
  mjs: /^(text|application)\/(x-)?(javascript|ecmascript)\b/i,
  css: /^text\/css\b/i,
};

/** Bytes at a place by which a file of an extension is known. */
const MARKS: Readonly<Record<string, { readonly at: number; readonly text: string }>> = {
  wasm: { at: 0, text: '\0asm' },
  woff2: { at: 0, text: 'wOF2' },
  png: { at: 1, text: 'PNG' },
  safetensors: { at: 8, text: '{' },
};

/** Bytes of a file's start that `startFits` looks at. */
export const START_BYTES = 64;

const WRONG_TEXT = /^\uFEFF?\s*(<!doctype html|<html|<head|<body|<\?php|version https:\/\/git-lfs)/i;
const PAGE = /^\uFEFF?\s*<(!doctype html|html|!--)/i;

const extensionOf = (path: string) => /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? 'html';

/** By its status and content type. @param path Below the site's folder; '' is the page. */
export function headFits(path: string, response: Response): boolean {
  if (response.status !== 200) return false;
  const type = response.headers.get('Content-Type') ?? '';
  const wanted = TYPES[extensionOf(path)];
  return wanted ? wanted.test(type) : !TYPES.html?.test(type);
}

/** By its first bytes. */
export function startFits(path: string, start: Uint8Array): boolean {
  const extension = extensionOf(path);
  const mark = MARKS[extension];
  const text = (from: number, length: number) => String.fromCharCode(...start.subarray(from, from + length));
  if (mark) return text(mark.at, mark.text.length) === mark.text;
  const words = text(0, START_BYTES);
  return extension === 'html' ? PAGE.test(words) : words.length > 0 && !WRONG_TEXT.test(words);
}

/** The first bytes of a response, whose body stays as it was. */
export async function startOf(response: Response): Promise<Uint8Array> {
  const reader = response.clone().body?.getReader();
  if (!reader) return new Uint8Array();
  let start = new Uint8Array();
  while (start.length < START_BYTES) {
    const { value, done } = await reader.read();
    if (done) break;
    const both = new Uint8Array(start.length + value.length);
    both.set(start);
    both.set(value, start.length);
    start = both;
  }
  void reader.cancel().catch(() => undefined);
  return start;
}

/** In base64. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))));
}
