/** The scoring worker. All it does is in host.ts. */
import interpreterUrl from '@jitl/quickjs-wasmfile-release-sync/wasm?url';
import { parseLexicon } from '../../rewards/lexicon/lexicon.ts';
import { createScoringHost } from './host.ts';
import type { ToScoring } from './protocol.ts';

const scope = self as unknown as DedicatedWorkerGlobalScope;

async function fetchFile(url: string): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: expected status 200, got ${response.status}`);
  return response;
}

const receive = createScoringHost(
  {
    loadLexicon: async (url) => parseLexicon(await (await fetchFile(url)).text()),
    interpreter: async () => new Uint8Array(await (await fetchFile(interpreterUrl)).arrayBuffer()),
    now: () => performance.now(),
    pause: () => new Promise((resolve) => setTimeout(resolve, 0)),
  },
  (message) => (message.kind === 'scored' ? scope.postMessage(message, [message.scores.buffer]) : scope.postMessage(message)),
);
scope.onmessage = ({ data }: MessageEvent<ToScoring>) => void receive(data);
