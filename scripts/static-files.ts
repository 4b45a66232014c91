/** Answers requests for files of a folder: what a plain static host does, and no request ends the process. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, resolve, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.zip': 'application/zip',
};

type Headers = Readonly<Record<string, string>>;

/** @param headersOf Of the file at a path below the folder ("assets/a.js"), and of refusals, whose path is undefined. */
export async function answerWithFile(
  folder: string,
  request: IncomingMessage,
  response: ServerResponse,
  headersOf: (path: string | undefined) => Headers,
): Promise<void> {
  const refuse = (status: number, why: string, more: Headers = {}) => {
    response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', ...headersOf(undefined), ...more });
    response.end(request.method === 'HEAD' ? undefined : `${why}\n`);
  };
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, `${request.method} is not allowed`, { Allow: 'GET, HEAD' });
  const path = pathOf(request.url ?? '');
  if (path === undefined) return refuse(400, 'the address cannot be read');
  const file = resolve(folder, path);
  // Outside the folder, or hidden: the same as absent.
  const size = file.startsWith(resolve(folder) + sep) && !/(^|\/)\./.test(path) ? await sizeOf(file) : undefined;
  if (size === undefined) return refuse(404, `not found: ${request.url}`);
  const headers = {
    'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
    'Accept-Ranges': 'bytes',
    ETag: size.etag,
    ...headersOf(path),
  };
  if (request.headers['if-none-match'] === size.etag) {
    response.writeHead(304, headers).end();
    return;
  }
  const range = rangeOf(request.headers.range, size.bytes);
  if (range === 'outside') return refuse(416, 'the range is not in the file', { 'Content-Range': `bytes */${size.bytes}` });
  const { start, end } = range ?? { start: 0, end: size.bytes - 1 };
  if (range)
    response.writeHead(206, { ...headers, 'Content-Length': end - start + 1, 'Content-Range': `bytes ${start}-${end}/${size.bytes}` });
  else response.writeHead(200, { ...headers, 'Content-Length': size.bytes });
  if (request.method === 'HEAD' || size.bytes === 0) {
    response.end();
    return;
  }
  const stream = createReadStream(file, { start, end });
  // A new build may take the file away under a download: the client sees a broken connection, and asks again.
  stream.on('error', () => response.destroy());
  response.on('close', () => stream.destroy());
  stream.pipe(response);
}

/** Path below the folder, without a slash in front; undefined for what is no address of a file. */
function pathOf(url: string): string | undefined {
  if (!url.startsWith('/')) return undefined;
  try {
    const path = decodeURIComponent(url.replace(/[?#].*$/s, ''));
    return path.includes('\0') ? undefined : `${path}${path.endsWith('/') ? 'index.html' : ''}`.slice(1);
  } catch {
    return undefined;
  }
}

async function sizeOf(file: string): Promise<{ bytes: number; etag: string } | undefined> {
  try {
    const stats = await stat(file);
    return stats.isFile() ? { bytes: stats.size, etag: `W/"${stats.size}-${stats.mtimeMs}"` } : undefined;
  } catch {
    return undefined;
  }
}

/** One range of bytes, the last included. Undefined for what asks for none, for several, or for what no range is: a server may ignore those. */
function rangeOf(header: string | undefined, bytes: number): { start: number; end: number } | 'outside' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (!Number.isSafeInteger(Number(first)) || !Number.isSafeInteger(Number(last))) return undefined;
  if (first === '') return Number(last) === 0 ? 'outside' : { start: Math.max(0, bytes - Number(last)), end: bytes - 1 };
  if (last !== '' && Number(last) < Number(first)) return undefined;
  if (Number(first) >= bytes) return 'outside';
  return { start: Number(first), end: last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1) };
}
