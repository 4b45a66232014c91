import type { OwnParts } from '../rewards/own/create.ts';
import type { Definition } from '../rewards/own/definition.ts';
import { loadOwnParts } from '../rewards/own/load-parts.ts';
import { fetchInterpreter } from './fetch-interpreter.ts';

/**
 * What a page scores these definitions with, and no more: the library of patterns where one has a pattern, the interpreter where one is code.
 * @throws Error that names the file that cannot be had; the signal's reason when aborted.
 */
export async function fetchOwnParts(definitions: readonly Definition[], signal?: AbortSignal): Promise<OwnParts> {
  return loadOwnParts(definitions, () => fetchInterpreter(signal));
}
