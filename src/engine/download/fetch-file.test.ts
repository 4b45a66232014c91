import { expect, it, vi } from 'vitest';
import { fetchFile, fetchFileIfAny, fetchWasm, parseJson } from './fetch-file.ts';

const URL_OF = 'https://tiller.test/models/voice/adapter_config.json';
const never = new AbortController().signal;

/** Answers in turn; undefined hangs until it is given up. */
function server(answers: readonly (Response | Error | undefined)[]) {
  let asked = 0;
  const fake = (async (_: RequestInfo | URL, init?: RequestInit) => {
    const answer = answers[Math.min(asked++, answers.length - 1)];
    if (answer instanceof Error) throw answer;
    if (answer) return answer.clone();
    return new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)));
  }) as typeof fetch;
  return { options: { fetch: fake, stallMs: 10, backoffMs: 0 }, asked: () => asked };
}

it('asks again when the server is in trouble, the line breaks, or nothing comes', async () => {
  const { options, asked } = server([undefined, new TypeError('Failed to fetch'), new Response('{}')]);
  expect(new TextDecoder().decode(await fetchFile(URL_OF, never, options))).toBe('{}');
  expect(asked()).toBe(3);
});

it('gives up a file of which nothing comes, and says for how long it waited', async () => {
  const { options, asked } = server([undefined]);
  await expect(fetchFile(URL_OF, never, options)).rejects.toMatchObject({
    code: 'network',
    message: `${URL_OF}: no data for 0.01 s after 0 bytes`,
  });
  expect(asked()).toBe(3);
});

it('is cancelled at once while nothing comes', async () => {
  const { options } = server([undefined]);
  const controller = new AbortController();
  const fetching = fetchFile(URL_OF, controller.signal, { ...options, stallMs: 3_600_000 });
  controller.abort(new DOMException('cancelled', 'AbortError'));
  await expect(fetching).rejects.toThrow('cancelled');
});

it('takes what is WebAssembly, and says what came in its place', async () => {
  const wasm = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
  expect(await fetchWasm(URL_OF, never, server([new Response(wasm)]).options)).toEqual(wasm);
  const page = server([new Response('<!doctype html>')]);
  await expect(fetchWasm(URL_OF, never, page.options)).rejects.toThrow(`${URL_OF} is a web page, expected WebAssembly`);
  const empty = server([new Response('')]);
  await expect(fetchWasm(URL_OF, never, empty.options)).rejects.toMatchObject({ code: 'integrity' });
});

it('memory that is refused for a file is no fault of the network, and the file is not asked for again', async () => {
  const { options, asked } = server([new Response(new Uint8Array(100))]);
  vi.stubGlobal(
    'Uint8Array',
    new Proxy(Uint8Array, {
      construct(type, given, by) {
        if (given[0] === 100) throw new RangeError('Array buffer allocation failed');
        return Reflect.construct(type, given, by);
      },
    }),
  );
  try {
    await expect(fetchFile(URL_OF, never, options)).rejects.toMatchObject({
      code: 'out-of-memory',
      message: expect.stringMatching(/^not enough memory: .* needs 1 MB .* close other tabs/),
    });
  } finally {
    vi.unstubAllGlobals();
  }
  expect(asked()).toBe(1);
});

it('a file that is not there is none, or an error that is not asked again', async () => {
  const missing = server([new Response('', { status: 404 })]);
  expect(await fetchFileIfAny(URL_OF, never, missing.options)).toBeUndefined();
  await expect(fetchFile(URL_OF, never, missing.options)).rejects.toThrow(`${URL_OF}: expected status 200, got 404`);
  const forbidden = server([new Response('', { status: 403 })]);
  await expect(fetchFileIfAny(URL_OF, never, forbidden.options)).rejects.toThrow('got 403');
  expect(forbidden.asked()).toBe(1);
});

it.each([
  ['<!doctype html><p>Not found</p>', 'is a web page, expected JSON'],
  ['version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n', 'is a Git LFS pointer, expected JSON'],
  ['{"format":', 'expected JSON, got "{"format":"'],
])('says what is no JSON: %s', (text, message) => {
  expect(() => parseJson(new TextEncoder().encode(text), URL_OF)).toThrow(message);
});
