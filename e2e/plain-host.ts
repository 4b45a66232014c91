/** A plain static host without headers of ours, which may be in trouble, and deployments that it serves in folders. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../dist', import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
};

/** A file of a deployment by its path below the site's folder; undefined where there is none. */
export type Deployment = (path: string) => Buffer | undefined;

/** The built site. */
export const built: Deployment = (path) => {
  const file = join(DIST, path);
  return existsSync(file) && statSync(file).isFile() ? readFileSync(file) : undefined;
};

/** The built site under other names of code and styles, as after a change in every module: none of the first one's is there any more. */
export function nextBuild(): Deployment {
  const renamed = readdirSync(join(DIST, 'assets')).filter((name) => /\.(js|css)$/.test(name));
  const names = new RegExp(renamed.map((name) => name.replaceAll('.', '\\.')).join('|'), 'g');
  const rename = (text: string) => text.replace(names, (name) => name.replace(/\.(js|css)$/, 'next.$1'));
  const files = new Map<string, Buffer>([['index.html', Buffer.from(rename(String(built('index.html'))))]]);
  for (const name of renamed) files.set(rename(`assets/${name}`), Buffer.from(rename(String(built(`assets/${name}`)))));
  const read: Deployment = (path) => files.get(path) ?? (renamed.includes(path.replace('assets/', '')) ? undefined : built(path));
  const hash = (path: string) =>
    createHash('sha256')
      .update(read(path) ?? '')
      .digest('base64');
  const worker = rename(String(built('service-worker.js')))
    .replace(/([^\s|`'"]+\.(?:js|css|html)) [A-Za-z0-9+/]{43}=/g, (_, path: string) => `${path} ${hash(path)}`)
    .replace(/(?<=[`'"])[0-9a-f]{12}(?=[`'"])/, 'nextnextnext');
  files.set('service-worker.js', Buffer.from(worker));
  return read;
}

/** What a host does in place of answering with the file; false lets it answer. */
export type Trouble = (path: string, response: ServerResponse) => boolean;

export interface PlainHost {
  readonly origin: string;
  /** What lies in which folder ("/a/"). Change it to deploy. */
  readonly folders: Map<string, Deployment>;
  trouble: Trouble | undefined;
  close(): void;
}

export async function plainHost(folders: Record<string, Deployment>): Promise<PlainHost> {
  const server: Server = createServer((request, response) => answer(host, request, response));
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const host: PlainHost = {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    folders: new Map(Object.entries(folders)),
    trouble: undefined,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return host;
}

function answer(host: PlainHost, request: IncomingMessage, response: ServerResponse): void {
  const { pathname } = new URL(request.url ?? '', host.origin);
  const folder = [...host.folders.keys()].sort((a, b) => b.length - a.length).find((name) => pathname.startsWith(name));
  const path = folder === undefined ? '' : pathname.slice(folder.length) || 'index.html';
  if (host.trouble?.(path, response)) return;
  const file = folder === undefined ? undefined : host.folders.get(folder)?.(path);
  if (!file) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream', 'Cache-Control': 'no-cache' }).end(file);
}

/** What a single-page host says to every address that it does not know. */
export function answerWithPage(response: ServerResponse): true {
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end('<!doctype html><html><title>Elsewhere</title></html>');
  return true;
}
