import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import type { Manifest } from '../../packs/manifest.ts';
import { loadShards } from './loader.ts';
import { openShardCache, type ShardCache } from './shard-cache.ts';

const MANIFEST_URL = 'https://tiller.test/site/models/base/manifest.json';
const contents = [10, 20, 30, 40, 50].map((length, shard) => Uint8Array.from({ length }, (_, index) => (shard * 31 + index) & 255));
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const manifest: Manifest = {
  format: 'tiller-base/1',
  name: 'test',
  license: 'Apache-2.0',
  source: 'made here',
  file: 'test.gguf',
  bytes: 150,
  sha256: digest(Buffer.concat(contents)),
  shards: contents.map((bytes, index) => ({ path: `part-${index}.bin`, bytes: bytes.length, sha256: digest(bytes) })),
};

type Answer = (index: number, init?: RequestInit) => Response | Promise<Response>;
const good: Answer = (index) => new Response(contents[index]?.slice());

/** A server whose answers may be replaced per shard and try. */
function server(answer: Answer = good) {
  const requests: { url: string; cache: RequestCache | undefined }[] = [];
  const fake = (async (input: RequestInfo | URL, init?: RequestInit) => {
    init?.signal?.throwIfAborted();
    const url = String(input);
    requests.push({ url, cache: init?.cache });
    return answer(Number(/part-(\d)\.bin$/.exec(url)?.[1]), init);
  }) as typeof fetch;
  return { fetch: fake, requests };
}

/** Cache Storage with one cache, whose operations may fail. */
function storage(fail: { open?: boolean; put?: () => boolean } = {}) {
  const entries = new Map<string, Uint8Array>();
  const cache = {
    match: async (key: string) => entries.has(key) && new Response(entries.get(key)?.slice()),
    put: async (key: string, response: Response) => {
      if (fail.put?.()) throw new DOMException('quota', 'QuotaExceededError');
      entries.set(key, new Uint8Array(await response.arrayBuffer()));
    },
    delete: async (key: string) => entries.delete(key),
    keys: async () => [...entries.keys()].map((url) => ({ url })),
  };
  const open = async () => {
    if (fail.open) throw new DOMException('insecure', 'SecurityError');
    return cache;
  };
  /** Names of what is kept of shards. */
  const kept = () => [...entries.keys()].flatMap((key) => /tiller-shard\/(.*)$/.exec(key)?.[1] ?? []);
  const all = () => ({ open }) as unknown as CacheStorage;
  return { entries, kept, storage: all, open: () => openShardCache(all, MANIFEST_URL) };
}

const sleeps: number[] = [];
const quick = {
  sleep: async (ms: number) => {
    sleeps.push(ms);
  },
};

type Options = Parameters<typeof loadShards>[2];

/** All shards, and what came of them in the store. */
async function loadOf(model: Manifest, url: string, options: Omit<Options, 'onShard'>) {
  const shards: Uint8Array[] = new Array(model.shards.length);
  const { fromCache, keep } = await loadShards(model, url, { onShard: (index, bytes) => (shards[index] = bytes), ...options });
  await keep();
  return { shards, fromCache };
}

function load(cache: ShardCache, fake: typeof fetch, extra: Partial<Options> = {}) {
  return loadOf(manifest, MANIFEST_URL, { cache, fetch: fake, ...quick, ...extra });
}

describe('loadShards', () => {
  it('gives the shards in file order and counts every byte once', async () => {
    const progress: [number, number][] = [];
    const { fetch, requests } = server();
    const result = await load(await storage().open(), fetch, { onProgress: (done, total) => progress.push([done, total]) });
    expect(Buffer.concat(result.shards)).toEqual(Buffer.concat(contents));
    expect(result.fromCache).toBe(false);
    expect(progress[0]).toEqual([0, 150]);
    expect(progress.at(-1)).toEqual([150, 150]);
    expect(requests[0]?.url).toBe('https://tiller.test/site/models/base/part-0.bin');
  });

  it('asks for the first shard by itself, then for two at a time', async () => {
    let open = 0;
    const together: number[] = [];
    const { fetch } = server(async (index) => {
      together[index] = ++open;
      await new Promise((resolve) => setImmediate(resolve));
      open--;
      return good(index);
    });
    await load(await storage().open(), fetch);
    expect(together[0]).toBe(1);
    expect(together[1]).toBe(1);
    expect(Math.max(...together)).toBe(2);
  });

  it('downloads nothing on a second start', async () => {
    const kept = storage();
    await load(await kept.open(), server().fetch);
    const second = server();
    const progress: number[] = [];
    const result = await load(await kept.open(), second.fetch, { onProgress: (done) => progress.push(done) });
    expect(second.requests).toEqual([]);
    expect(result.fromCache).toBe(true);
    expect(progress.at(-1)).toBe(150);
    expect(Buffer.concat(result.shards)).toEqual(Buffer.concat(contents));
  });

  it('resumes with the shards that are missing after a start that failed', async () => {
    const kept = storage();
    const broken = server(async (index) => {
      if (index !== 3) return good(index);
      await vi.waitUntil(() => kept.kept().length === 4, { timeout: 60_000 });
      return new Response('', { status: 404 });
    });
    await expect(load(await kept.open(), broken.fetch)).rejects.toMatchObject({ code: 'network' });
    const second = server();
    await load(await kept.open(), second.fetch);
    expect(second.requests.map(({ url }) => url)).toEqual([expect.stringContaining('part-3.bin')]);
  });

  it('gives a shard away once the store has its own copy, which two are at a time, and keeps those that came before a failure', async () => {
    const kept = storage();
    const cache = await kept.open();
    const put = cache.put.bind(cache);
    let write = () => {};
    const released = new Promise<void>((resolve) => (write = resolve));
    let copies = 0;
    const lying: number[] = [];
    cache.put = (...shard) => {
      const writing = put(...shard);
      copies++;
      lying.push(copies);
      return released.then(() => writing).finally(() => copies--);
    };
    const given: number[] = [];
    const onShard = (index: number, bytes: Uint8Array) => {
      given.push(index);
      bytes.fill(0);
    };
    const loading = loadShards(manifest, MANIFEST_URL, { cache, fetch: server().fetch, ...quick, onShard });
    await vi.waitUntil(() => given.length === 2, { timeout: 60_000 });
    expect(lying).toEqual([1, 2]);
    write();
    await (await loading).keep();
    expect(given.sort()).toEqual([0, 1, 2, 3, 4]);
    expect(Math.max(...lying)).toBe(2);
    expect(kept.kept().sort()).toEqual(manifest.shards.map(({ sha256 }) => sha256).sort());
    const again = await load(await kept.open(), server().fetch);
    expect(again.fromCache).toBe(true);
    expect(Buffer.concat(again.shards)).toEqual(Buffer.concat(contents));

    const other = storage();
    const broken = server((index) => (index === 4 ? new Response('', { status: 404 }) : good(index)));
    await expect(load(await other.open(), broken.fetch)).rejects.toMatchObject({ code: 'network' });
    expect(other.kept()).toHaveLength(4);
  });

  it('replaces a kept shard that went bad', async () => {
    const kept = storage();
    await load(await kept.open(), server().fetch);
    const key = [...kept.entries.keys()].find((name) => name.endsWith(manifest.shards[1]?.sha256 as string)) as string;
    kept.entries.set(key, new Uint8Array(20));
    const second = server();
    const result = await load(await kept.open(), second.fetch);
    expect(second.requests.length).toBe(1);
    expect(Buffer.concat(result.shards)).toEqual(Buffer.concat(contents));
  });

  it('tries a corrupt shard again past the HTTP cache, and does not count its bytes twice', async () => {
    let tries = 0;
    const { fetch, requests } = server((index) => (index === 2 && ++tries < 3 ? new Response(new Uint8Array(30)) : good(index)));
    const progress: number[] = [];
    sleeps.length = 0;
    const result = await load(await storage().open(), fetch, { onProgress: (done) => progress.push(done) });
    expect(Buffer.concat(result.shards)).toEqual(Buffer.concat(contents));
    expect(requests.filter(({ url }) => url.endsWith('part-2.bin')).map(({ cache }) => cache)).toEqual(['no-store', 'reload', 'reload']);
    expect(sleeps).toEqual([500, 1000]);
    expect(Math.max(...progress)).toBe(150);
  });

  it('gives up a corrupt shard after three tries and names it, the expected and the actual hash', async () => {
    const { fetch, requests } = server((index) => (index === 2 ? new Response(new Uint8Array(30)) : good(index)));
    const zeros = digest(new Uint8Array(30));
    await expect(load(await storage().open(), fetch)).rejects.toMatchObject({
      code: 'integrity',
      message: `part-2.bin: expected SHA-256 ${manifest.shards[2]?.sha256}, got ${zeros}`,
    });
    expect(requests.filter(({ url }) => url.endsWith('part-2.bin')).length).toBe(3);
  });

  it.each([
    [7, 'expected 30 bytes, got 7'],
    [31, 'expected 30 bytes, got more'],
  ])('gives up a shard of %i instead of 30 bytes after three tries', async (length, message) => {
    const { fetch, requests } = server((index) => (index === 2 ? new Response(new Uint8Array(length)) : good(index)));
    await expect(load(await storage().open(), fetch)).rejects.toThrow(message);
    expect(requests.filter(({ url }) => url.endsWith('part-2.bin')).length).toBe(3);
  });

  it('does not ask again for a shard that the server does not have, but does when the server is in trouble', async () => {
    const absent = server((index) => (index === 0 ? new Response('', { status: 404 }) : good(index)));
    await expect(load(await storage().open(), absent.fetch)).rejects.toThrow('part-0.bin: expected status 200, got 404');
    expect(absent.requests.filter(({ url }) => url.endsWith('part-0.bin')).length).toBe(1);

    let tries = 0;
    const busy = server((index) => (index === 0 && ++tries < 3 ? new Response('', { status: 503 }) : good(index)));
    expect((await load(await storage().open(), busy.fetch)).shards.length).toBe(5);
  });

  it('tries again when the connection breaks or stalls', async () => {
    let tries = 0;
    const stalled = () => new Response(new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(3)) }));
    const { fetch } = server((index, init) => {
      if (index !== 1 || ++tries === 3) return good(index);
      if (tries === 1) throw new TypeError('Failed to fetch');
      const response = stalled();
      const body = response.body as ReadableStream<Uint8Array>;
      const reader = body.getReader();
      return new Response(
        new ReadableStream({
          async pull(controller) {
            const { value } = await reader.read();
            if (value) controller.enqueue(value);
            await new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)));
          },
        }),
      );
    });
    const progress: number[] = [];
    const result = await load(await storage().open(), fetch, { stallMs: 30, onProgress: (done) => progress.push(done) });
    expect(tries).toBe(3);
    expect(Buffer.concat(result.shards)).toEqual(Buffer.concat(contents));
    expect(progress.at(-1)).toBe(150);
  });

  it('works without a cache when storage is refused', async () => {
    const cache = await storage({ open: true }).open();
    expect(cache.works).toBe(false);
    expect((await load(cache, server().fetch)).shards.length).toBe(5);
    expect((await openShardCache(() => undefined, MANIFEST_URL)).works).toBe(false);
  });

  it('goes on without the cache when the quota is exceeded', async () => {
    let puts = 0;
    const kept = storage({ put: () => ++puts > 3 });
    const cache = await kept.open();
    const result = await load(cache, server().fetch);
    expect(Buffer.concat(result.shards)).toEqual(Buffer.concat(contents));
    expect(cache.works).toBe(false);
    expect(kept.kept()).toHaveLength(2);
  });

  it('works without a cache where the mere access to it throws', async () => {
    const refused = () => {
      throw new DOMException('denied', 'SecurityError');
    };
    expect((await openShardCache(refused, MANIFEST_URL)).works).toBe(false);
  });

  it.each([
    ['<!doctype html><title>Not found</title>', 'a web page'],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 30\n', 'a Git LFS pointer'],
  ])('says what it is that came in the place of a shard: %s', async (text, what) => {
    const { fetch } = server((index) => (index === 2 ? new Response(text) : good(index)));
    await expect(load(await storage().open(), fetch)).rejects.toMatchObject({
      code: 'integrity',
      message: expect.stringContaining(`part-2.bin is ${what}, expected a part of the model`),
    });
    const ofItsLength = new Uint8Array(30).fill(32);
    ofItsLength.set(new TextEncoder().encode('<!doctype html>'));
    const padded = server((index) => (index === 2 ? new Response(ofItsLength) : good(index)));
    await expect(load(await storage().open(), padded.fetch)).rejects.toThrow('part-2.bin is a web page, expected a part of the model');
  });

  it('stops at once when aborted, with the reason given', async () => {
    const controller = new AbortController();
    const abort = () => controller.abort(new DOMException('stopped by the page', 'AbortError'));
    let hanging = 0;
    const { fetch, requests } = server(async (index, init) => {
      if (index === 0) return good(index);
      if (++hanging === 2) queueMicrotask(abort);
      return new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)));
    });
    const loading = load(await storage().open(), fetch, { signal: controller.signal });
    await expect(loading).rejects.toMatchObject({ name: 'AbortError', message: 'stopped by the page' });
    expect(requests.length).toBe(3);
  });

  it('says what a page without crypto.subtle needs, and does not download again for it', async () => {
    const { fetch, requests } = server();
    const cache = await storage().open();
    const subtle = undefined;
    const original = globalThis.crypto;
    Object.defineProperty(globalThis, 'crypto', { value: {}, configurable: true });
    try {
      await expect(load(cache, fetch, { subtle })).rejects.toThrow(/not a secure context .* expected https or localhost/);
    } finally {
      Object.defineProperty(globalThis, 'crypto', { value: original, configurable: true });
    }
    expect(requests.length).toBeLessThanOrEqual(5);
  });
});

describe('what broke off', () => {
  const LENGTH = 300_000;
  const large = Uint8Array.from({ length: LENGTH }, (_, i) => (i * 7) & 255);
  const one: Manifest = {
    ...manifest,
    bytes: LENGTH,
    sha256: digest(large),
    shards: [{ path: 'part-0.bin', bytes: LENGTH, sha256: digest(large) }],
  };

  /** A server that breaks off after so many bytes, once, and then serves ranges, or the whole where it knows none. */
  function breaking(after: number, { ranges = true, rest = large }: { ranges?: boolean; rest?: Uint8Array<ArrayBuffer> } = {}) {
    const asked: (string | null)[] = [];
    let sent = () => {};
    const broken = new Promise<void>((resolve) => (sent = resolve));
    const fake = (async (_: RequestInfo | URL, init?: RequestInit) => {
      const range = new Headers(init?.headers).get('range');
      asked.push(range);
      if (asked.length === 1) {
        return new Response(
          new ReadableStream({
            start(controller) {
              controller.enqueue(large.slice(0, after));
              init?.signal?.addEventListener('abort', () => controller.error(init.signal?.reason));
              sent();
            },
          }),
        );
      }
      const from = Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
      if (!ranges || from === 0) return new Response(rest.slice());
      return new Response(rest.slice(from), {
        status: 206,
        headers: { 'Content-Range': `bytes ${from}-${LENGTH - 1}/${LENGTH}` },
      });
    }) as typeof fetch;
    return { fetch: fake, asked, broken };
  }

  it('is kept when the load is cancelled, and the next start asks for the rest alone', async () => {
    const kept = storage();
    const { fetch, asked, broken } = breaking(200_000);
    const controller = new AbortController();
    const progress: number[] = [];
    const loading = loadOf(one, MANIFEST_URL, {
      cache: await kept.open(),
      fetch,
      signal: controller.signal,
      onProgress: (done) => progress.push(done),
    });
    await broken;
    await vi.waitUntil(() => progress.at(-1) === 200_000);
    controller.abort(new DOMException('cancelled', 'AbortError'));
    await expect(loading).rejects.toThrow('cancelled');
    expect(kept.kept()).toEqual([`${one.shards[0]?.sha256}/part`]);

    const second: number[] = [];
    const result = await loadOf(one, MANIFEST_URL, {
      cache: await kept.open(),
      fetch,
      onProgress: (_, __, downloaded) => second.push(downloaded),
    });
    expect(asked).toEqual([null, 'bytes=200000-']);
    expect(second.at(-1)).toBe(100_000);
    expect(Buffer.compare(result.shards[0] as Uint8Array, large)).toBe(0);
    expect(kept.kept()).toEqual([one.shards[0]?.sha256]);
  });

  it.each([
    ['goes on where it stalled, in the same start', true],
    ['begins again on a server that knows no ranges, and counts no byte twice', false],
  ])('%s', async (_, ranges) => {
    const { fetch, asked } = breaking(100_000, { ranges });
    const progress: number[] = [];
    const result = await loadOf(one, MANIFEST_URL, {
      cache: await storage().open(),
      fetch,
      ...quick,
      stallMs: 20,
      onProgress: (done) => progress.push(done),
    });
    expect(Buffer.compare(result.shards[0] as Uint8Array, large)).toBe(0);
    expect(asked).toEqual([null, 'bytes=100000-']);
    expect(progress.at(-1)).toBe(LENGTH);
    expect(Math.max(...progress)).toBe(LENGTH);
  });

  it('is dropped when what follows does not fit it', async () => {
    const kept = storage();
    const cache = await kept.open();
    await cache.putPart(digest(large), new Uint8Array(100_000));
    const whole = server(() => new Response(large.slice()));
    const ranged = (async (url: RequestInfo | URL, init?: RequestInit) => {
      const range = new Headers(init?.headers).get('range');
      if (!range) return whole.fetch(url, init);
      return new Response(large.slice(100_000), { status: 206, headers: { 'Content-Range': `bytes 100000-${LENGTH - 1}/${LENGTH}` } });
    }) as typeof fetch;
    const result = await loadOf(one, MANIFEST_URL, { cache, fetch: ranged, ...quick });
    expect(Buffer.compare(result.shards[0] as Uint8Array, large)).toBe(0);
    expect(whole.requests).toHaveLength(1);
    expect(kept.kept()).toEqual([digest(large)]);
  });
});

describe('the cache', () => {
  it('lets retired shards go, and keeps those of another model on this origin until that was not used for weeks', async () => {
    const kept = storage();
    let now = 0;
    const open = () => openShardCache(kept.storage, MANIFEST_URL, () => now);
    const other: Manifest = { ...manifest, shards: manifest.shards.slice(0, 2), bytes: 30 };
    const next: Manifest = { ...manifest, shards: manifest.shards.slice(1), bytes: 140 };
    const shas = (of: Manifest) => of.shards.map((shard) => shard.sha256).sort();
    await loadOf(manifest, MANIFEST_URL, { cache: await open(), fetch: server().fetch });
    await loadOf(other, 'https://tiller.test/other/manifest.json', { cache: await open(), fetch: server().fetch });
    expect(kept.kept().sort()).toEqual(shas(manifest));
    // A deployment whose model lacks the first shard, which the other still has.
    await loadOf(next, MANIFEST_URL, { cache: await open(), fetch: server().fetch });
    expect(kept.kept().sort()).toEqual(shas(manifest));
    now = 90 * 24 * 3600 * 1000;
    await loadOf(next, MANIFEST_URL, { cache: await open(), fetch: server().fetch });
    expect(kept.kept().sort()).toEqual(shas(next));
  });
});
