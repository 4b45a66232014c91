/** The base model's file: its manifest, and its shards from this browser's storage or the network, each checked. */
import type { GenericSchema, InferOutput } from 'valibot';
import { EngineError } from '../../lm/errors.ts';
import { arrivingSource, type ForgettingSource } from '../../lm/files/byte-source.ts';
import { parseFile } from '../../lm/parse-file.ts';
import { type Manifest, ManifestSchema } from '../../packs/manifest.ts';
import { startedWorker, waitForLock } from '../browser-worker.ts';
import { fetchFile, parseJson } from '../download/fetch-file.ts';
import type { DownloadCalls, DownloadEvent } from '../download/protocol.ts';
import { WorkerLink } from '../worker-link.ts';

/** A file that is on its way. */
export interface ComingBase {
  readonly manifest: Manifest;
  /** Its bytes as they arrive; who waits for them is told what keeps them away. */
  readonly source: ForgettingSource;
  /** Resolves when all of it is there. @throws EngineError 'network' or 'integrity'; the signal's reason when aborted. */
  readonly whole: Promise<DownloadCalls['shards']['result']>;
  /** Resolves when what was downloaded is kept in this browser, once all of it is there or the rest will not come; frees what that took. Never rejects. */
  keep(): Promise<void>;
}

export interface FetchBaseOptions {
  readonly signal: AbortSignal;
  /** Bytes at hand and in all, and a sentence for the page. */
  readonly onProgress: (done: number, total: number, note: string) => void;
}

/** @throws EngineError 'network' or 'integrity' where the manifest cannot be had or read; the signal's reason when aborted. */
export async function beginBase(manifestUrl: string, { signal, onProgress }: FetchBaseOptions): Promise<ComingBase> {
  // Its code comes while the manifest does.
  const link = new WorkerLink<DownloadCalls, DownloadEvent>(startDownload(), waitForLock, () => undefined, 'the download');
  const end = () => link.end(new EngineError('worker-died', 'the download has ended'));
  let manifest: Manifest;
  try {
    manifest = valid(ManifestSchema, parseJson(await fetchFile(manifestUrl, signal), manifestUrl), manifestUrl);
  } catch (error) {
    end();
    throw error;
  }
  const source = arrivingSource(manifest.shards.map(({ bytes }) => bytes));
  const onEvent = (event: DownloadEvent) => {
    if (event.type === 'shard') source.arrive(event.index, event.bytes);
    else onProgress(event.done, event.total, event.downloaded > 0 ? 'Downloading the model' : 'Reading the model from this browser');
  };
  const whole = link.call('shards', { manifest, manifestUrl }, { signal, onEvent });
  whole.catch(source.fail);
  let kept: Promise<void> | undefined;
  const keep = () => {
    kept ??= whole
      .then(
        () => undefined,
        () => undefined,
      )
      .then(() => link.call('keep', null))
      .then(end, end);
    return kept;
  };
  return { manifest, source, whole, keep };
}

function startDownload(): Worker {
  const start = () => new Worker(new URL('../download/download-entry.ts', import.meta.url), { type: 'module', name: 'tiller-download' });
  return startedWorker(start, 'the download');
}

/** Waits for all of it, and keeps it. @throws EngineError 'network' or 'integrity'; the signal's reason when aborted. */
export async function fetchBase(manifestUrl: string, options: FetchBaseOptions): Promise<Pick<ComingBase, 'manifest' | 'source'>> {
  const base = await beginBase(manifestUrl, options);
  await base.whole;
  await base.keep();
  return base;
}

/** @throws EngineError 'integrity' that names the file, the field and what was expected. */
function valid<S extends GenericSchema>(schema: S, data: unknown, file: string): InferOutput<S> {
  return integral(() => parseFile(schema, data, file));
}

/** What a file of the model says, where its complaint is one of integrity. @throws EngineError 'integrity'. */
export function integral<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new EngineError('integrity', error instanceof Error ? error.message : String(error));
  }
}
