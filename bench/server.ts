/** Serves the bench's pages, the model and the runtimes' files with the headers that give WASM its threads. */
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import sirv from 'sirv';
import { ISOLATION_HEADERS } from '../scripts/isolation-headers.ts';

const BLANK = '<!doctype html><meta charset="utf-8"><title>bench</title><link rel="icon" href="data:,">';

/** A folder by URL prefix, e.g. `/models/`. */
export type Mounts = Readonly<Record<string, string>>;

/**
 * Starts on a free port of localhost. `/` is an empty page.
 * @throws Error when a folder is missing.
 */
export async function serveMounts(mounts: Mounts): Promise<{ readonly origin: string; readonly server: Server }> {
  for (const [prefix, folder] of Object.entries(mounts)) {
    if (!existsSync(folder)) throw new Error(`folder of ${prefix} is missing`);
  }
  const setHeaders = (response: { setHeader(name: string, value: string): unknown }) => {
    for (const [name, value] of Object.entries(ISOLATION_HEADERS)) response.setHeader(name, value);
  };
  const handlers = Object.entries(mounts).map(([prefix, folder]) => ({ prefix, handle: sirv(folder, { dev: true, setHeaders }) }));
  const server = createServer((request, response) => {
    setHeaders(response);
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (path === '/') {
      response.setHeader('Content-Type', 'text/html');
      response.end(BLANK);
      return;
    }
    const missing = () => {
      response.statusCode = 404;
      response.end();
    };
    const mount = handlers.find(({ prefix }) => path.startsWith(prefix));
    if (!mount) return missing();
    request.url = path.slice(mount.prefix.length - 1);
    mount.handle(request, response, missing);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return { origin: `http://localhost:${(server.address() as AddressInfo).port}`, server };
}
