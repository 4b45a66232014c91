import type { OwnParts } from './create.ts';
import type { Definition, TwinDefinition } from './definition.ts';
import { loadPatterns } from './patterns.ts';
import { openSandbox } from './sandbox.ts';

/** True where a definition, or the twin of one, is of this kind. */
export function hasKind(definitions: readonly Definition[], kind: TwinDefinition['kind']): boolean {
  return definitions.some(({ kind: own, twin }) => own === kind || (typeof twin === 'object' && twin.kind === kind));
}

/**
 * What these definitions are scored with; neither library is fetched unless one needs it.
 * @param interpreter Fetches the bytes of `@jitl/quickjs-wasmfile-release-sync/wasm`.
 * @param known What was loaded before: it stays.
 */
export async function loadOwnParts(
  definitions: readonly Definition[],
  interpreter: () => Promise<Uint8Array>,
  known: OwnParts = {},
): Promise<OwnParts> {
  const [patterns, sandbox] = await Promise.all([
    known.patterns ?? (hasKind(definitions, 'pattern') ? loadPatterns() : undefined),
    known.sandbox ?? (hasKind(definitions, 'code') ? interpreter().then(openSandbox) : undefined),
  ]);
  return { patterns, sandbox };
}
