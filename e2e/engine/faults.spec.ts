/**
 * Faults of a browser and of a network, injected into the built page. The cut model stands in for the base, which loads in a second and
 * answers in nonsense: what is tested is that the page lives and says what is wrong.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { built, plainHost } from '../plain-host.ts';

// A service worker's own fetches cannot be routed.
test.use({ serviceWorkers: 'block' });

const CUT = fileURLToPath(new URL('../fixtures/cut/', import.meta.url));
const START = './#v=1&prompt=Once+upon+a+time&panes=base&backend=wasm&n=256&seed=5';

const engineLine = (page: Page) => page.getByRole('region', { name: 'Model' });
const pane = (page: Page) => page.getByRole('article').first();
const ready = (page: Page) => expect(engineLine(page)).toContainText('runs here');

/**
 * The page of a host whose downloads' worker has a script before its own: routes do not see code that a worker asks for.
 */
async function openWith(page: Page, script: string, work: () => Promise<void>): Promise<void> {
  const host = await plainHost({
    '/': (path) => {
      const file = built(path);
      return file && /^assets\/download-entry-/.test(path) ? Buffer.concat([Buffer.from(`${script};\n`), file]) : file;
    },
  });
  try {
    await page.goto(`${host.origin}/${START}`);
    await work();
  } finally {
    host.close();
  }
}

/** Serves the cut model as the base, packs that say they are for it, and puts a script before the worker's own. */
async function arrange(page: Page, beforeWorker = ''): Promise<void> {
  await page.route('**/models/base/**', (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1) ?? '';
    return route.fulfill({ path: `${CUT}${name}` });
  });
  const { sha256 } = JSON.parse(readFileSync(`${CUT}manifest.json`, 'utf8')) as { readonly sha256: string };
  await page.route('**/models/*/pack.json', async (route) => {
    const pack = (await (await route.fetch()).json()) as object;
    await route.fulfill({ json: { ...pack, base: sha256 } });
  });
  if (beforeWorker === '') return;
  await page.route('**/assets/entry-*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${beforeWorker};\n${await response.text()}` });
  });
}

test('a worker that ends without a word is replaced, and the answer goes on', async ({ page }) => {
  await arrange(page);
  await page.addInitScript(() => {
    const workers: Worker[] = [];
    const Native = Worker;
    Object.assign(globalThis, {
      workers,
      Worker: class extends Native {
        constructor(url: string | URL, options?: WorkerOptions) {
          super(url, options);
          workers.push(this);
        }
      },
    });
  });
  await page.goto(START);
  // In the page itself: the cut model's answer takes a fraction of a second.
  await page.waitForFunction(() => {
    if (!document.querySelector('article[data-status="streaming"]')) return false;
    (globalThis as unknown as { workers: Worker[] }).workers.at(-1)?.terminate();
    return true;
  });
  await expect(pane(page)).toHaveAttribute('data-status', 'done');
  await ready(page);
});

test('a worker that hangs in a call: Escape frees the page at once', async ({ page }) => {
  // The worker never hears a stop: it spins in its first step.
  await arrange(
    page,
    `const post = self.postMessage.bind(self); self.postMessage = (message, ...rest) => { post(message, ...rest); if (message.event?.type === 'group-delta') for (;;) {} }`,
  );
  await page.goto(START);
  await expect(pane(page)).toHaveAttribute('data-status', 'streaming');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Run' })).toBeVisible({ timeout: 1000 });
  await expect(pane(page)).toHaveAttribute('data-status', 'stopped');
});

test('a browser whose caches throw on access loads and answers, without keeping the model', async ({ page }) => {
  const denied = `Object.defineProperty(self, 'caches', { get() { throw new DOMException('denied', 'SecurityError'); } })`;
  await arrange(page, denied);
  await openWith(page, denied, async () => {
    await ready(page);
    await expect(pane(page)).toHaveAttribute('data-status', 'done');
    await page.getByText('Sampling and model settings').click();
    await expect(page.getByText('The browser refused to store the model')).toBeVisible();
  });
});

test('a browser without AbortSignal.any, message channels, findLastIndex and locks answers all the same', async ({ page }) => {
  const old = `delete AbortSignal.any; delete self.MessageChannel; delete Array.prototype.findLastIndex; delete Array.prototype.findLast;
     delete Array.prototype.toSorted; Object.defineProperty(WorkerNavigator.prototype, 'locks', { value: undefined })`;
  await arrange(page, old);
  await openWith(page, old, async () => {
    await ready(page);
    await expect(pane(page)).toHaveAttribute('data-status', 'done');
  });
});

test('a browser that hides SharedArrayBuffer runs the kernels in one thread', async ({ page }) => {
  await arrange(page, `delete self.SharedArrayBuffer; Object.defineProperty(self, 'crossOriginIsolated', { value: false })`);
  await page.goto(START.replace('backend=wasm', 'backend=auto'));
  await ready(page);
  await expect(engineLine(page)).toContainText('WebAssembly, one thread (integers)');
  await expect(pane(page)).toHaveAttribute('data-status', 'done');
});

test.describe('one sentence says what is wrong:', () => {
  const alert = (page: Page) => engineLine(page).getByRole('alert');

  test('workers that cannot be modules', async ({ page }) => {
    await arrange(page);
    await page.addInitScript(() => {
      const Native = Worker;
      Object.assign(globalThis, {
        Worker: class extends Native {
          constructor(url: string | URL, options: WorkerOptions = {}) {
            super(url, { ...options, type: 'classic' });
          }
        },
      });
    });
    await page.goto(START);
    await expect(alert(page)).toContainText('The engine needs workers that are modules: Chrome 80, Safari 15, Firefox 114 or later.');
    await expect(alert(page)).toContainText('(unsupported-browser)');
  });

  test('no WebAssembly SIMD', async ({ page }) => {
    await arrange(page, 'WebAssembly.validate = () => false');
    await page.goto(START);
    await expect(alert(page)).toContainText('this browser lacks what the model needs: WebAssembly SIMD.');
  });

  for (const [what, body] of [
    ['a web page', '<!doctype html><title>Not found</title>'],
    ['a Git LFS pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5750784\n'],
  ] as const) {
    test(`${what} in the place of a shard, then of the known logits`, async ({ page }) => {
      await arrange(page);
      await page.route('**/cut.part-0.bin', (route) => route.fulfill({ body }));
      await page.goto(START);
      await expect(alert(page)).toContainText(`cut.part-0.bin is ${what}, expected a part of the model`);
      await page.unroute('**/cut.part-0.bin');
      await page.route('**/self-check.json', (route) => route.fulfill({ body }));
      await engineLine(page).getByRole('button', { name: 'Try again' }).click();
      await expect(alert(page)).toContainText(`self-check.json is ${what}, expected JSON`);
      await page.unroute('**/self-check.json');
      await engineLine(page).getByRole('button', { name: 'Try again' }).click();
      await ready(page);
    });
  }

  test('memory that the kernels are refused: float32, which needs more, is not tried', async ({ page }) => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await arrange(
      page,
      `const Native = WebAssembly.Memory; WebAssembly.Memory = new Proxy(Native, { construct(of, args, target) {
         if (args[0].maximum > 100) throw new RangeError('WebAssembly.Memory(): could not allocate memory');
         return Reflect.construct(of, args, target);
       } })`,
    );
    await page.goto(START);
    await expect(alert(page)).toContainText(/not enough memory: the kernels found no memory to work on.*close other tabs/);
    await expect(alert(page)).toContainText('(out-of-memory)');
    expect(asked.filter((url) => url.includes('ort-wasm'))).toEqual([]);
  });

  test('memory that is refused for the weights', async ({ page }) => {
    await arrange(
      page,
      `const Native = Uint8Array; self.Uint8Array = new Proxy(Native, { construct(of, args, target) {
         if (args[0] > 2e7) throw new RangeError('Array buffer allocation failed');
         return Reflect.construct(of, args, target);
       } })`,
    );
    // Float32 needs a buffer of that size; the kernels take what they need bit by bit.
    await page.goto(START.replace('backend=wasm', 'backend=exact'));
    await expect(alert(page)).toContainText(/not enough memory: .* needs \d+ MB.*close other tabs/);
    await expect(alert(page)).toContainText('(out-of-memory)');
  });
});

test('a cancelled download is kept, and the next one asks for the rest alone', async ({ page }) => {
  await arrange(page);
  const ranges: (string | undefined)[] = [];
  await page.addInitScript(() => localStorage.clear());
  await page.route('**/cut.part-0.bin', (route) => {
    ranges.push(route.request().headers().range);
    return route.fulfill({ path: `${CUT}cut.part-0.bin` });
  });
  // The body stops half-way; only the worker's own fetch can be slowed down so.
  const slow = `const fetched = self.fetch; self.fetch = async (url, init) => {
      const response = await fetched(url, init);
      if (!String(url).endsWith('.bin') || new Headers(init?.headers).has('range')) return response;
      const half = (await response.arrayBuffer()).slice(0, 3000000);
      return new Response(new ReadableStream({ start(c) { c.enqueue(new Uint8Array(half)); init.signal.addEventListener('abort', () => c.error(init.signal.reason)); } }));
    }`;
  await openWith(page, slow, async () => {
    await expect(engineLine(page)).toContainText('3 of 6 MB');
    await engineLine(page).getByRole('button', { name: 'Cancel' }).click();
    await expect(engineLine(page)).toContainText('Loading was cancelled. What was downloaded is kept.');
    await engineLine(page).getByRole('button', { name: 'Load the model' }).click();
    await ready(page);
  });
  expect(ranges).toEqual([undefined, 'bytes=3000000-']);
});
