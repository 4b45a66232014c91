/** The start of the worker that downloads: its thread reads, hashes and stores while the engine's works on what came, and its end gives back all memory that this took. */

import type { MessageFromWorker } from '../wire.ts';
import { announceLife } from '../worker/announce-life.ts';
import { serveCalls } from '../worker/serve-calls.ts';
import { loadShards } from './loader.ts';
import type { DownloadCalls, DownloadEvent } from './protocol.ts';
import { openShardCache } from './shard-cache.ts';

/** Part of a model that is worth a message. */
const TOLD = 0.01;

const scope = self as unknown as DedicatedWorkerGlobalScope;
let keep = async (): Promise<void> => undefined;

async function shards(
  { manifest, manifestUrl }: DownloadCalls['shards']['args'],
  signal: AbortSignal,
  onEvent: (event: DownloadEvent) => void,
): Promise<DownloadCalls['shards']['result']> {
  const cache = await openShardCache(() => globalThis.caches, self.location.href);
  let told = Number.NEGATIVE_INFINITY;
  const loading = loadShards(manifest, manifestUrl, {
    cache,
    signal,
    onShard: (index, bytes) => onEvent({ type: 'shard', index, bytes }),
    onProgress(done, total, downloaded) {
      if (done > told && done < told + TOLD * total && done < total) return;
      told = done;
      onEvent({ type: 'progress', done, total, downloaded });
    },
  });
  keep = () =>
    loading.then(
      (loaded) => loaded.keep(),
      () => undefined,
    );
  const { fromCache } = await loading;
  return { fromCache, kept: cache.works };
}

const receive = serveCalls<DownloadCalls, DownloadEvent>(
  {
    shards: (args, { signal, onEvent }) => shards(args, signal, onEvent),
    async keep() {
      await keep();
      return null;
    },
  },
  (message) => message,
  (message) => scope.postMessage(message, given(message)),
);

/** A shard is the engine's from then on. */
function given(message: MessageFromWorker<DownloadCalls, DownloadEvent>): Transferable[] {
  return message.kind === 'event' && message.event.type === 'shard' ? [message.event.bytes.buffer] : [];
}

scope.onmessage = ({ data }) => receive(data);
announceLife(scope, 'tiller-download');
