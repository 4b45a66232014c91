/** Serves the built site on localhost with COOP and COEP headers, and prints the address. `PORT` chooses the port; without it the next free one from 4173. */
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { ISOLATION_HEADERS, policyOf } from '../src/site/headers.ts';
import { answerWithFile } from './static-files.ts';

const HOST = 'localhost';
const FIRST_PORT = 4173;
const LAST_PORT = 4199;

/** A server of the site in `folder`; not yet listening. No request ends the process. */
export function siteServer(folder: string): Server {
  return createServer((request, response) => answerWithFile(folder, request, response, headersOf));
}

function headersOf(path: string | undefined): Readonly<Record<string, string>> {
  // Names under assets/ hold a hash; all else is asked for again.
  const caching = path?.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
  return { ...ISOLATION_HEADERS, 'Content-Security-Policy': policyOf(path ?? ''), 'Cache-Control': caching };
}

/** @throws the server's error, EADDRINUSE among them. */
function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function main(): Promise<void> {
  const folder = fileURLToPath(new URL('../dist', import.meta.url));
  if (!existsSync(`${folder}/index.html`)) throw new Error('dist/index.html is missing: run "npm run build" first');
  const wanted = process.env.PORT;
  if (wanted !== undefined && !/^\d{1,5}$/.test(wanted)) throw new Error(`PORT is "${wanted}", expected a number`);
  const server = siteServer(folder);
  for (let port = wanted ? Number(wanted) : FIRST_PORT; ; port++) {
    try {
      await listen(server, port);
      console.log(`Tiller runs at http://${HOST}:${port}/`);
      return;
    } catch (error) {
      const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!taken || wanted || port === LAST_PORT) throw error;
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
