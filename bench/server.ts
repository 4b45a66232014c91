/** Serves the bench's pages, the model and the runtimes' files with the headers that give WASM its threads. */
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerWithFile } from '../scripts/static-files.ts';
import { ISOLATION_HEADERS } from '../src/site/headers.ts';

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
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (path === '/') {
      response.writeHead(200, { ...ISOLATION_HEADERS, 'Content-Type': 'text/html' }).end(BLANK);
      return;
    }
    const mount = Object.entries(mounts).find(([prefix]) => path.startsWith(prefix));
    if (!mount) {
      response.writeHead(404).end();
      return;
    }
    const [prefix, folder] = mount;
    request.url = path.slice(prefix.length - 1);
    answerWithFile(folder, request, response, () => ISOLATION_HEADERS);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return { origin: `http://localhost:${(server.address() as AddressInfo).port}`, server };
}
