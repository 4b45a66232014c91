import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { siteServer } from './serve.ts';

const parent = mkdtempSync(join(tmpdir(), 'tiller-serve-'));
const folder = mkdtempSync(join(parent, 'dist-'));
let server: Server;
let port: number;

beforeAll(async () => {
  writeFileSync(join(parent, 'secret.txt'), 'secret');
  writeFileSync(join(folder, '.hidden.txt'), 'hidden');
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'letters.txt'), 'abcdefghij');
  writeFileSync(join(folder, 'empty.txt'), '');
  server = siteServer(folder);
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(parent, { recursive: true });
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sent as it stands: `fetch` would tidy the path. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: 'localhost', port, path, headers, method }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (part) => {
        body += part;
      });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
    });
    sent.on('error', reject).end();
  });
}

describe('the server of the built site', () => {
  it.each([
    ['bytes=2-4', 206, 'cde', 'bytes 2-4/10'],
    ['bytes=7-', 206, 'hij', 'bytes 7-9/10'],
    ['bytes=-3', 206, 'hij', 'bytes 7-9/10'],
    ['bytes=8-99', 206, 'ij', 'bytes 8-9/10'],
    ['bytes=10-', 416, undefined, 'bytes */10'],
    ['bytes=-0', 416, undefined, 'bytes */10'],
    ['bytes=5-2', 416, undefined, 'bytes */10'],
    ['bytes=0-999999999999999999999', 206, 'abcdefghij', 'bytes 0-9/10'],
    ['bytes=999999999999999999999-', 416, undefined, 'bytes */10'],
    // What is no range, or not one, may be ignored.
    ['bytes=0-1,3-4', 200, 'abcdefghij', undefined],
    ['bytes=-', 200, 'abcdefghij', undefined],
    ['bytes=a-b', 200, 'abcdefghij', undefined],
    ['lines=1-2', 200, 'abcdefghij', undefined],
  ])('answers Range: %s with %i', async (range, status, body, content) => {
    const answer = await ask('/letters.txt', { range });
    expect(answer.status).toBe(status);
    if (body !== undefined) expect(answer.body).toBe(body);
    expect(answer.headers['content-range']).toBe(content);
  });

  it('answers a range of an empty file', async () => {
    expect(await ask('/empty.txt')).toMatchObject({ status: 200, body: '' });
    expect((await ask('/empty.txt', { range: 'bytes=0-0' })).status).toBe(416);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('refuses %s', async (method) => {
    const answer = await ask('/letters.txt', {}, method);
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('GET, HEAD');
  });

  it('answers HEAD without a body', async () => {
    const answer = await ask('/letters.txt', {}, 'HEAD');
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(answer.headers['content-length']).toBe('10');
  });

  it.each([
    ['/../secret.txt', 404],
    ['/%2e%2e/secret.txt', 404],
    ['/..%2fsecret.txt', 404],
    ['/..%5csecret.txt', 404],
    ['//secret.txt', 404],
    ['/.hidden.txt', 404],
    ['/absent.txt', 404],
    ['/%', 400],
    ['/%ff', 400],
    ['/letters.txt%00', 400],
    ['http://localhost/letters.txt', 400],
    ['*', 400],
  ])('answers %s with %i', async (path, status) => {
    const answer = await ask(path);
    expect(answer.status).toBe(status);
    expect(answer.body).not.toContain('secret\n');
  });

  it('finds files whatever the query, the page at a slash, and says 304 to who has the file', async () => {
    expect((await ask('/letters.txt?a=%')).status).toBe(200);
    const { headers, body } = await ask('/?x#y');
    expect(body).toBe('<!doctype html>');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect((await ask('/', { 'if-none-match': String(headers.etag) })).status).toBe(304);
  });

  it('lives on when a connection says nothing that is HTTP, and when a file went away', async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(port, 'localhost', () => socket.write('nonsense\r\n\r\n'));
      socket.resume().on('close', () => resolve());
    });
    const gone = join(folder, 'gone.txt');
    writeFileSync(gone, 'here');
    expect((await ask('/gone.txt')).body).toBe('here');
    rmSync(gone);
    expect((await ask('/gone.txt')).status).toBe(404);
    expect((await ask('/letters.txt')).status).toBe(200);
  });
});
