import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Build, filesOf, KeptFiles } from './kept-files.ts';

const SCOPE = 'https://host.test/a/';
const TYPES: Record<string, string> = { html: 'text/html', js: 'text/javascript', json: 'application/json', wasm: 'application/wasm' };
const typeOf = (path: string) => TYPES[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
const answer = (body: string, type: string, status = 200) => new Response(body, { status, headers: { 'Content-Type': type } });
const hash = (text: string) => createHash('sha256').update(text).digest('base64');
const HTML = '<!doctype html><title>a login</title>';

/** A build of one page, one script, a runtime and a pack. */
function buildOf(name: string): { build: Build; texts: Map<string, string> } {
  const shell = new Map([
    ['index.html', `<!doctype html><script src="./assets/index-${name}.js"></script>`],
    [`assets/index-${name}.js`, `console.log("${name}")`],
    ['models/packs.json', `{"of":"${name}"}`],
  ]);
  const onDemand = new Map([[`assets/ort-wasm-${name}.wasm`, `\0asm${name}`]]);
  const hashes = (files: Map<string, string>) => new Map([...files].map(([path, text]) => [path, hash(text)]));
  return { build: { version: name, shell: hashes(shell), onDemand: hashes(onDemand) }, texts: new Map([...shell, ...onDemand]) };
}

/** Cache Storage in memory. */
function storage() {
  const all = new Map<string, Map<string, Response>>();
  return {
    all,
    keys: async () => [...all.keys()],
    delete: async (name: string) => all.delete(name),
    open: async (name: string) => {
      const entries = all.get(name) ?? new Map<string, Response>();
      all.set(name, entries);
      return {
        match: async (url: string) => entries.get(url)?.clone(),
        put: async (url: string, response: Response) => void entries.set(url, response),
        delete: async (request: string | Request) => entries.delete(typeof request === 'string' ? request : request.url),
        keys: async () => [...entries.keys()].map((url) => new Request(url)),
      };
    },
  };
}

let kept: ReturnType<typeof storage>;
/** Answers of the host, by path and by the request's cache mode. */
let host: (path: string, cache: RequestCache | undefined) => Response;

beforeEach(() => {
  kept = storage();
  vi.stubGlobal('caches', kept);
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => host(String(url).slice(SCOPE.length), init?.cache));
});
afterEach(() => vi.unstubAllGlobals());

const serves =
  (texts: Map<string, string>): typeof host =>
  (path) =>
    texts.has(path) ? answer(texts.get(path) ?? '', typeOf(path)) : answer('none', 'text/plain', 404);

async function installed(name: string, scope = SCOPE) {
  const { build, texts } = buildOf(name);
  host = serves(texts);
  const files = new KeptFiles(build, scope);
  await files.fillShell();
  return { files, texts };
}
const textOf = async (files: KeptFiles, path: string) => (await files.find(path))?.text();

describe('the install', () => {
  it('keeps the whole shell', async () => {
    const { files } = await installed('1');
    expect(await textOf(files, 'assets/index-1.js')).toBe('console.log("1")');
    expect(await textOf(files, 'models/packs.json')).toBe('{"of":"1"}');
  });

  it('asks for it behind what the page asks for', async () => {
    const fetched = vi.fn(fetch);
    vi.stubGlobal('fetch', fetched);
    await installed('1');
    expect(fetched.mock.calls.map(([, init]) => init?.priority)).toEqual(['low', 'low', 'low']);
  });

  it.each([
    ['a page in place of code', 'assets/index-1.js', () => answer(HTML, 'text/html')],
    ['a page that calls itself code', 'assets/index-1.js', () => answer(HTML, 'text/javascript')],
    ['code cut short', 'assets/index-1.js', () => answer('console', 'text/javascript')],
    ['a page in place of a pack', 'models/packs.json', () => answer(HTML, 'text/html')],
    ['another page', 'index.html', () => answer('<!doctype html><script src="./assets/index-2.js"></script>', 'text/html')],
    ['a host in trouble', 'index.html', () => answer(HTML, 'text/html', 503)],
  ])('keeps nothing of %s, and succeeds once the host is right again', async (_, path, bad) => {
    const { build, texts } = buildOf('1');
    host = (asked, cache) => (asked === path ? bad() : serves(texts)(asked, cache));
    const files = new KeptFiles(build, SCOPE);
    await expect(files.fillShell()).rejects.toThrow(path);
    expect(kept.all.size).toBe(0);
    host = serves(texts);
    await files.fillShell();
    expect(await textOf(files, path)).toBe(texts.get(path));
  });

  it('asks past the HTTP cache for what is wrong there', async () => {
    const { build, texts } = buildOf('1');
    host = (path, cache) => (path.endsWith('.js') && cache !== 'reload' ? answer(HTML, 'text/html') : serves(texts)(path, cache));
    const files = new KeptFiles(build, SCOPE);
    await files.fillShell();
    expect(await textOf(files, 'assets/index-1.js')).toBe('console.log("1")');
  });
});

describe('what is kept at run time', () => {
  const WASM = 'assets/ort-wasm-1.wasm';

  it.each([
    ['by its type', 'text/html'],
    ['by its hash', 'application/wasm'],
  ])('is no page in place of the runtime, told %s', async (_, type) => {
    const { files } = await installed('1');
    host = () => answer(HTML, type);
    await files.keep(WASM, answer(HTML, type));
    expect(await files.find(WASM)).toBeUndefined();
  });

  it('is what the host has past a wrong copy in the HTTP cache', async () => {
    const { files } = await installed('1');
    await files.keep(WASM, answer('\0asm0', 'application/wasm'));
    expect(await textOf(files, WASM)).toBe('\0asm1');
  });

  it('is dropped when it is not what its name says, wherever it came from', async () => {
    const { files } = await installed('1');
    for (const name of [files.shellName, files.runTimeName, 'tiller-runtime-1'])
      await (await kept.open(name)).put(`${SCOPE}${WASM}`, answer(HTML, 'application/wasm'));
    expect(await files.find(WASM)).toBeUndefined();
    await files.keep(WASM, answer('\0asm1', 'application/wasm'));
    expect(await textOf(files, WASM)).toBe('\0asm1');
  });

  it('may be another file under the same name after a deployment', async () => {
    const { files } = await installed('1');
    await files.keep('models/packs.json', answer('{"of":"2"}', 'application/json'));
    expect(await textOf(files, 'models/packs.json')).toBe('{"of":"2"}');
  });

  it('is nothing where storage throws', async () => {
    const { files } = await installed('1');
    vi.stubGlobal('caches', {
      keys: () => Promise.reject(new DOMException('no', 'SecurityError')),
      open: () => Promise.reject(new Error('no')),
    });
    await files.keep(WASM, answer('\0asm1', 'application/wasm'));
    expect(await files.find(WASM)).toBeUndefined();
  });
});

describe('older builds', () => {
  const entry = (name: string) => `${SCOPE}assets/index-${name}.js`;

  it('stay while a page of theirs is open, with what they use at run time', async () => {
    const first = await installed('1');
    await first.files.keep('assets/ort-wasm-1.wasm', answer('\0asm1', 'application/wasm'));
    const { files } = await installed('2');
    await files.tidy([entry('1'), entry('2')]);
    expect(await textOf(files, 'assets/index-1.js')).toBe('console.log("1")');
    expect(await textOf(files, 'assets/ort-wasm-1.wasm')).toBe('\0asm1');
    await files.tidy([entry('2')]);
    expect(await files.find('assets/index-1.js')).toBeUndefined();
    expect(await files.find('assets/ort-wasm-1.wasm')).toBeUndefined();
    expect(await textOf(files, 'assets/index-2.js')).toBe('console.log("2")');
  });

  it('leave what a host has beside the build alone, while nothing was deployed', async () => {
    const { files } = await installed('1');
    await files.keep('models/mine/pack.json', answer('{}', 'application/json'));
    await files.tidy([entry('1')]);
    expect(await textOf(files, 'models/mine/pack.json')).toBe('{}');
  });

  it('of another folder on the origin, or below or above, are never touched', async () => {
    for (const scope of ['https://host.test/', 'https://host.test/b/', 'https://host.test/a/b/'])
      await (await kept.open(new KeptFiles(buildOf('9').build, scope).shellName)).put(`${scope}index.html`, answer(HTML, 'text/html'));
    // As the builds before this one named it, for all folders.
    const old = await kept.open('tiller-runtime-1');
    await old.put('https://host.test/b/assets/x.wasm', answer('\0asm', 'application/wasm'));
    await old.put(`${SCOPE}assets/x.wasm`, answer('\0asm', 'application/wasm'));
    const { files } = await installed('1');
    await files.tidy([]);
    expect([...kept.all.keys()].filter((name) => name.endsWith(' 9')).length).toBe(3);
    expect([...(kept.all.get('tiller-runtime-1')?.keys() ?? [])]).toEqual(['https://host.test/b/assets/x.wasm']);
  });
});

it('finds the code and styles that a page asks for', () => {
  const page = `<script type="module" crossorigin src="./assets/index-1.js"></script><link rel="stylesheet" href="assets/index-1.css">
    <link rel="icon" href="./favicon.svg"><a href="#/learn">`;
  expect(filesOf(page)).toEqual(['assets/index-1.js', 'assets/index-1.css']);
});
