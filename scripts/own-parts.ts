import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as v from 'valibot';
import { parseFile } from '../src/lm/parse-file.ts';
import type { OwnParts } from '../src/rewards/own/create.ts';
import { type Definition, DefinitionsSchema } from '../src/rewards/own/definition.ts';
import { loadOwnParts } from '../src/rewards/own/load-parts.ts';

const WithDefinitions = v.object({ definitions: DefinitionsSchema });

/**
 * The definitions of a file: a list of them, or a pack.json that has some.
 * @throws Error that names the file, the field and what was expected.
 */
export function readDefinitions(file: string): Definition[] {
  const data: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return Array.isArray(data) ? parseFile(DefinitionsSchema, data, file) : parseFile(WithDefinitions, data, file).definitions;
}

/** What definitions are scored with, in Node: the same libraries and bytes as in the page. */
export function readOwnParts(definitions: readonly Definition[]): Promise<OwnParts> {
  return loadOwnParts(definitions, readInterpreter);
}

/** The bytes of the interpreter of code. */
export async function readInterpreter(): Promise<Uint8Array<ArrayBuffer>> {
  return readFileSync(createRequire(import.meta.url).resolve('@jitl/quickjs-wasmfile-release-sync/wasm'));
}
