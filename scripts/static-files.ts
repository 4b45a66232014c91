/** Answers requests for files of a folder: what a plain static host does, and no request ends the process. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import send from 'send';

/** Of the stream over a file: a model is read in 400 pieces, not in 1,600. */
const READS = { highWaterMark: 2 ** 18 };

type Headers = Readonly<Record<string, string>>;

/**
 * One range, HEAD and If-None-Match are honoured; hidden files and paths out of the folder are answered as absent ones.
 * @param headersOf Of the file at a path below the folder ("/assets/a.js"), and of refusals, whose path is undefined.
 */
export function answerWithFile(
  folder: string,
  request: IncomingMessage,
  response: ServerResponse,
  headersOf: (path: string | undefined) => Headers,
): void {
  const refuse = (status: number, why: string, more: Headers = {}) => {
    response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', ...headersOf(undefined), ...more });
    response.end(request.method === 'HEAD' ? undefined : `${why}\n`);
  };
  const url = request.url ?? '';
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    refuse(405, `${request.method} is not allowed`, { Allow: 'GET, HEAD' });
    return;
  }
  if (!url.startsWith('/')) {
    refuse(400, 'the address cannot be read');
    return;
  }
  const path = url.replace(/[?#].*$/s, '');
  send(request, path, { root: folder, dotfiles: 'ignore', cacheControl: false, lastModified: false, ...READS })
    .on('headers', (_, file) => {
      for (const [name, value] of Object.entries(headersOf(file.slice(folder.length)))) response.setHeader(name, value);
    })
    .on('directory', () => refuse(404, `not found: ${url}`))
    .on('error', (error: { readonly status?: number; readonly headers?: Headers }) => {
      // A new build may take a file away under a download: the client sees a broken connection, and asks again.
      if (response.headersSent) response.destroy();
      else if (error.status === 416) refuse(416, 'the range is not in the file', error.headers);
      else refuse(error.status === 400 ? 400 : 404, error.status === 400 ? 'the address cannot be read' : `not found: ${url}`);
    })
    .pipe(response);
}
