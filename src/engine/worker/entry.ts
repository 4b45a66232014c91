/** The worker's start: joins the engine to the page's messages, nothing else. */
import { createEngine } from './engine.ts';
import { serveCalls } from './serve-calls.ts';

const scope = self as unknown as DedicatedWorkerGlobalScope;
const engine = createEngine((reason) => scope.postMessage({ kind: 'device-lost', reason }));
const receive = serveCalls(engine, (message) => scope.postMessage(message));
scope.onmessage = ({ data }) => receive(data);
