import { afterEach, beforeEach, expect, it, vi } from 'vitest';

/** A network whose answers come when told. */
function network() {
  const asked: { url: string; init: RequestInit | undefined; answer: (response: Response) => void }[] = [];
  vi.stubGlobal(
    'fetch',
    (url: string, init?: RequestInit) =>
      new Promise<Response>((answer, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
        asked.push({ url, init, answer });
      }),
  );
  return asked;
}

/** The module anew: what it remembers of the network is its own. */
async function fresh() {
  vi.resetModules();
  return import('./patient-fetch.ts');
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A body whose bytes come when told, and which ends with the request. */
function slowBody(signal: AbortSignal | null | undefined) {
  let sending: ReadableStreamDefaultController<Uint8Array> | undefined;
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      sending = controller;
      signal?.addEventListener('abort', () => controller.error(signal.reason));
    },
  });
  return { stream, send: (text: string) => sending?.enqueue(new TextEncoder().encode(text)), end: () => sending?.close() };
}

it('gives the whole answer, with its status and headers', async () => {
  const asked = network();
  const { patientFetch, networkIsSilent } = await fresh();
  const done = patientFetch('https://host.test/a.json', { cache: 'no-cache' });
  asked[0]?.answer(new Response('{"a":1}', { status: 203, headers: { 'Content-Type': 'application/json' } }));
  const response = await done;
  expect([response.status, response.headers.get('Content-Type'), await response.text()]).toEqual([203, 'application/json', '{"a":1}']);
  expect(asked[0]?.init?.cache).toBe('no-cache');
  expect(networkIsSilent()).toBe(false);
});

it('gives up after three seconds without an answer, and remembers it for ten', async () => {
  network();
  const { patientFetch, networkIsSilent } = await fresh();
  const done = expect(patientFetch('https://host.test/a.json', {})).rejects.toMatchObject({
    name: 'SilentNetworkError',
    message: 'https://host.test/a.json: nothing came for 3 s',
  });
  await vi.advanceTimersByTimeAsync(3_000);
  await done;
  expect(networkIsSilent()).toBe(true);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(networkIsSilent()).toBe(false);
});

it('waits for a slow answer as long as bytes come, and gives up when they stop', async () => {
  const asked = network();
  const { patientFetch } = await fresh();
  for (const stops of [false, true]) {
    const done = patientFetch('https://host.test/a.json', {});
    const settled = stops ? expect(done).rejects.toMatchObject({ name: 'SilentNetworkError' }) : undefined;
    const { init, answer } = asked.at(-1) as (typeof asked)[number];
    const body = slowBody(init?.signal);
    answer(new Response(body.stream));
    for (let i = 0; i < 5; i++) {
      await vi.advanceTimersByTimeAsync(2_500);
      body.send('x');
    }
    if (stops) await vi.advanceTimersByTimeAsync(3_000);
    else body.end();
    if (settled) await settled;
    else expect(await (await done).text()).toBe('xxxxx');
  }
});

it('passes on that there is no network, at once', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  const { patientFetch, networkIsSilent } = await fresh();
  await expect(patientFetch('https://host.test/a.json', {})).rejects.toThrow('Failed to fetch');
  expect(networkIsSilent()).toBe(false);
});
