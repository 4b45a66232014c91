/** The worker's start: joins the engine to the page's messages, nothing else. */
import { announceLife } from './announce-life.ts';
import { checkCall } from './call-schemas.ts';
import { createEngine } from './engine.ts';
import { fetchAdapter } from './fetch-adapter.ts';
import { loadBase } from './load-base.ts';
import { serveCalls } from './serve-calls.ts';

const scope = self as unknown as DedicatedWorkerGlobalScope;
const onDeviceLost = (reason: string) => scope.postMessage({ kind: 'device-lost', reason });
const engine = createEngine({ loadBase: (args, context) => loadBase(args, context, onDeviceLost), fetchFiles: fetchAdapter });
const receive = serveCalls(engine, checkCall, (message) => scope.postMessage(message));
scope.onmessage = ({ data }) => receive(data);
announceLife(scope, 'tiller-engine');
