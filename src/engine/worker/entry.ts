/** The worker's start: joins the engine to the page's messages, nothing else. */
import { createEngine } from './engine.ts';
import { fetchAdapter } from './fetch-adapter.ts';
import { loadBase } from './load-base.ts';
import { serveCalls } from './serve-calls.ts';

const scope = self as unknown as DedicatedWorkerGlobalScope;
const onDeviceLost = (reason: string) => scope.postMessage({ kind: 'device-lost', reason });
const engine = createEngine({ loadBase: (args, context) => loadBase(args, context, onDeviceLost), fetchFiles: fetchAdapter });
const receive = serveCalls(engine, (message) => scope.postMessage(message));
scope.onmessage = ({ data }) => receive(data);

scope.postMessage({ kind: 'hello' });
if (scope.navigator.locks) {
  const lock = `tiller-engine-${crypto.randomUUID()}`;
  // Held until this worker ends, in whatever way: so the page knows.
  scope.navigator.locks
    .request(lock, () => {
      scope.postMessage({ kind: 'hello', lock });
      return new Promise(() => {});
    })
    // Refused in a frame of another site whose storage the browser holds back: then the page's watchdog has to find out.
    .catch(() => {});
}
