import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { OwnParts } from '../src/rewards/own/create.ts';
import type { Definition } from '../src/rewards/own/definition.ts';
import { loadOwnParts } from '../src/rewards/own/load-parts.ts';
import { loadLexicon } from './lexicon.ts';

/** What definitions are scored with, in Node: the same libraries and bytes as in the page. */
export function readOwnParts(definitions: readonly Definition[], lexicon = loadLexicon()): Promise<OwnParts> {
  return loadOwnParts(definitions, lexicon, readInterpreter);
}

/** The interpreter of code, compiled. */
export function readInterpreter(): Promise<WebAssembly.Module> {
  return WebAssembly.compile(readFileSync(createRequire(import.meta.url).resolve('@jitl/quickjs-wasmfile-release-sync/wasm')));
}
