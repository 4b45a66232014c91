import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PackFiles } from './pack-files.ts';
import { heldFiles, parseJson } from './pack-files.ts';
import { loadPack, loadPackIndex } from './pack-source.ts';
import { servedFiles } from './served-files.ts';

const text = (words: string) => new TextEncoder().encode(words) as Uint8Array<ArrayBuffer>;
const shipped = (path: string) => readFileSync(new URL(`../../public/models/proxy/${path}`, import.meta.url), 'utf8');
const sound: Readonly<Record<string, string>> = Object.fromEntries(
  ['pack.json', 'front.json', 'goodhart.json'].map((path) => [path, shipped(path)]),
);
const held = (files: Readonly<Record<string, string>>): PackFiles =>
  heldFiles(new Map(Object.entries(files).map(([path, words]) => [path, new Blob([text(words)])])), (path) => path);

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('a pack', () => {
  it('is read with its front and its curve', async () => {
    const source = await loadPack(held(sound));
    expect(source.front?.pack).toBe('proxy');
    expect(source.goodhart?.pack).toBe('proxy');
    expect(source.leftOut).toEqual([]);
  });

  it.each<[what: string, file: string, words: string, sentence: RegExp]>([
    [
      'a bare NaN',
      'front.json',
      (sound['front.json'] ?? '').replace(/"mean": ?[\d.]+/, '"mean": NaN'),
      /^front\.json: line \d+, column \d+ \(policies\.0\.points\.0\.rewards\.approval\.mean\): expected JSON, got "NaN.*It was left out\.$/,
    ],
    ['a web page', 'front.json', '<!doctype html><p>Not found', /^front\.json is a web page, expected JSON\. It was left out\.$/],
    [
      'a pointer',
      'front.json',
      'version https://git-lfs.github.com/spec/v1\noid sha256:0\n',
      /^front\.json is a Git LFS pointer, expected JSON/,
    ],
    [
      'its half',
      'front.json',
      (sound['front.json'] ?? '').slice(0, 20000),
      /^front\.json: line \d+, column \d+ \(policies\..*expected JSON, got "/,
    ],
    [
      'another pack’s front',
      'front.json',
      (sound['front.json'] ?? '').replace('"proxy"', '"voice"'),
      /^front\.json: field pack: expected "proxy", got "voice"/,
    ],
    ['no field', 'front.json', '{}', /^front\.json: field format: expected /],
    [
      'steps out of order',
      'goodhart.json',
      (sound['goodhart.json'] ?? '').replace('"step": 8', '"step": 0'),
      /^goodhart\.json: field policies\.0\.steps\.2\.step: expected more than 4, got 0/,
    ],
    [
      'another pack’s curve',
      'goodhart.json',
      (sound['goodhart.json'] ?? '').replace('"proxy"', '"../../etc/passwd"'),
      /^goodhart\.json: field pack: expected a plain name/,
    ],
  ])('with %s for its %s plays without it, and says what and where', async (_, file, words, sentence) => {
    const source = await loadPack(held({ ...sound, [file]: words }));
    expect(source.pack.id).toBe('proxy');
    expect(source.leftOut).toHaveLength(1);
    expect(source.leftOut[0]).toMatch(sentence);
    expect(file === 'front.json' ? source.front : source.goodhart).toBeUndefined();
    expect(file === 'front.json' ? source.goodhart : source.front).toBeDefined();
  });

  it('without a front plays too, without a word', async () => {
    const source = await loadPack(held({ 'pack.json': sound['pack.json'] ?? '' }));
    expect([source.front, source.goodhart, source.leftOut]).toEqual([undefined, undefined, []]);
  });

  it.each([
    [{}, 'pack.json: expected a file, got none'],
    [{ 'pack.json': '{"id": }' }, 'pack.json: line 1, column 8 (id): expected JSON, got "}"'],
    [{ 'pack.json': '[]' }, 'pack.json: field format: expected "format", got undefined'],
  ])('is refused for its pack.json alone', async (files, sentence) => {
    await expect(loadPack(held(files))).rejects.toThrow(sentence);
  });

  it('that is held here names an adapter that it lacks', () => {
    expect(() => held(sound).slot('rm', 'adapters/rm')).toThrow('adapters/rm/adapter_config.json: expected a file of this pack, got none');
  });

  it('that is held here gives the engine its blobs under the name of their content', () => {
    const files = heldFiles(
      new Map(['config.json', 'model.safetensors'].map((name) => [`a/adapter_${name}`, new Blob([name])])),
      (path) => `hash of ${path}`,
    );
    expect(files.slot('rs', 'a')).toMatchObject({ id: 'rs', key: 'hash of a/adapter_config.json hash of a/adapter_model.safetensors' });
  });
});

describe('a host', () => {
  const answering = (answers: Readonly<Record<string, (signal: AbortSignal) => Response | Promise<Response>>>) =>
    vi.stubGlobal('fetch', async (url: URL, { signal }: { signal: AbortSignal }) => {
      const answer = answers[url.pathname.split('/').at(-1) ?? '']?.(signal) ?? new Response('', { status: 404 });
      return Promise.race([answer, new Promise<never>((_, fail) => signal.addEventListener('abort', () => fail(signal.reason)))]);
    });
  const never = () => new Promise<Response>(() => {});
  const json = (words: string) => () => new Response(words, { headers: { 'content-type': 'application/json' } });
  const files = servedFiles('https://host/models/proxy/');

  it('that never answers for the front is given up, and the pack plays', async () => {
    vi.useFakeTimers();
    answering({ 'pack.json': json(sound['pack.json'] ?? ''), 'front.json': never });
    const loading = loadPack(files);
    await vi.advanceTimersByTimeAsync(15_000);
    expect((await loading).leftOut).toEqual(['front.json: no data for 15 s. It was left out.']);
  });

  it('that stops in the middle is given up, and one that is slow is not', async () => {
    vi.useFakeTimers();
    const parts = ['{"a"', ': 1', '}'];
    const slow = (ends: boolean) => (signal: AbortSignal) =>
      new Response(
        new ReadableStream({
          start: (controller) => signal.addEventListener('abort', () => controller.error(signal.reason)),
          async pull(controller) {
            await new Promise((resolve) => setTimeout(resolve, 10_000));
            const part = parts.shift();
            if (part !== undefined) controller.enqueue(text(part));
            else if (ends) controller.close();
            else await new Promise(() => {});
          },
        }),
      );
    answering({ 'slow.json': slow(true) });
    const slowly = files.read('slow.json');
    await vi.advanceTimersByTimeAsync(40_000);
    expect(parseJson((await slowly) ?? text(''), 'slow.json')).toEqual({ a: 1 });
    parts.push('{');
    answering({ 'stops.json': slow(false) });
    const stopping = expect(files.read('stops.json')).rejects.toThrow('stops.json: no data for 15 s');
    await vi.advanceTimersByTimeAsync(30_000);
    await stopping;
  });

  it('is not waited for when the reader cancels', async () => {
    answering({ 'pack.json': never, 'front.json': never });
    const cancel = new AbortController();
    const loading = expect(loadPack(files, cancel.signal)).rejects.toThrow('enough');
    cancel.abort(new Error('enough'));
    await loading;
  });

  it('that answers with its page has no such file; another status is told', async () => {
    answering({ 'pack.json': () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } }) });
    await expect(loadPack(files)).rejects.toThrow('pack.json: expected a file, got none');
    answering({ 'packs.json': () => new Response('', { status: 503, statusText: 'Busy' }) });
    await expect(loadPackIndex('https://host/models/')).rejects.toThrow('packs.json: expected HTTP 200, got 503 Busy');
  });
});
