/** A blank page of the site's origin that drives the built engine worker: the shipped file, without the app around it. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import type { CountArgs, Counted, EngineInfo, LoadArgs, PrepareArgs, Prepared } from '../../src/engine/protocol.ts';
import type { Priority } from '../../src/engine/wire.ts';
import type { GenerateArgs, GenerateResult, ScoreArgs, ScoreResult } from '../../src/lm/requests.ts';
import { ISOLATION_HEADERS } from '../../src/site/headers.ts';

const ASSETS = fileURLToPath(new URL('../../dist/assets/', import.meta.url));
const CUT = fileURLToPath(new URL('../fixtures/cut/', import.meta.url));

export interface Loaded {
  readonly info: EngineInfo;
  /** Progress of the shards in bytes, in the order it came. */
  readonly bytes: readonly number[];
}

export interface Generated {
  readonly result: GenerateResult;
  /** Tokens of the deltas, by group. */
  readonly streamed: Readonly<Record<string, number[]>>;
}

declare global {
  interface Window {
    engine: {
      load(args: LoadArgs): Promise<Loaded>;
      prepare(args: PrepareArgs): Promise<Prepared>;
      count(args: CountArgs): Promise<Counted>;
      /** `abortAfter`: deltas until the abort is sent. */
      generate(args: GenerateArgs, abortAfter?: number, priority?: Priority): Promise<Generated>;
      score(args: ScoreArgs): Promise<ScoreResult>;
    };
  }
}

/** Opens the page and starts a worker. The cut model is at models/cut/. */
export async function openEngine(page: Page): Promise<void> {
  const entry = readdirSync(ASSETS).find((name) => /^entry-.*\.js$/.test(name));
  if (!entry) throw new Error(`${ASSETS}: expected the engine's worker, entry-*.js`);
  await page.route('**/engine-page', (route) =>
    route.fulfill({ contentType: 'text/html', headers: ISOLATION_HEADERS, body: '<!doctype html><title>engine</title>' }),
  );
  await page.route('**/models/cut/*', (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1) ?? '';
    return route.fulfill({ path: `${CUT}${name}`, headers: ISOLATION_HEADERS });
  });
  await page.goto('engine-page');
  await page.evaluate((url) => {
    const worker = new Worker(url, { type: 'module' });
    let nextId = 1;
    const call = (name: string, args: unknown, onEvent: (event: never, id: number) => void, priority = 'interactive') =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        worker.addEventListener('error', (event) => reject(new Error(event.message)));
        worker.addEventListener('message', ({ data }) => {
          if (data.kind === 'device-lost') reject(new Error(data.reason));
          if (data.id !== id) return;
          if (data.kind === 'event') onEvent(data.event as never, id);
          else if (data.kind === 'result') resolve(data.result);
          else reject(new Error(`${data.error.code}: ${data.error.message}`));
        });
        worker.postMessage({ kind: 'call', id, name, args, priority });
      });
    window.engine = {
      async load(args) {
        const bytes: number[] = [];
        const info = (await call('load', args, (event: { phase?: string; done: number }) => {
          if (event.phase === 'shards') bytes.push(event.done);
        })) as EngineInfo;
        return { info, bytes };
      },
      prepare: (args) => call('prepare', args, () => {}) as Promise<Prepared>,
      count: (args) => call('count', args, () => {}) as Promise<Counted>,
      async generate(args, abortAfter, priority) {
        const streamed: Record<string, number[]> = {};
        let deltas = 0;
        const result = (await call(
          'generate',
          args,
          (event: { type: string; id: string; tokens: number[] }, id) => {
            if (event.type !== 'group-delta') return;
            streamed[event.id] = [...(streamed[event.id] ?? []), ...event.tokens];
            deltas += 1;
            if (deltas === abortAfter) worker.postMessage({ kind: 'abort', id });
          },
          priority,
        )) as GenerateResult;
        return { result, streamed };
      },
      score: (args) => call('score', args, () => {}) as Promise<ScoreResult>,
    };
  }, `assets/${entry}`);
}
