import { useEffect, useState } from 'react';
import type { Definition } from '../../rewards/own/definition.ts';
import { hasKind } from '../../rewards/own/load-parts.ts';
import { loadPatterns, type Patterns } from '../../rewards/own/patterns.ts';

/** The library of regular expressions, fetched when a definition needs it; undefined until then. Without it a pattern is checked where it is scored. */
export function usePatterns(definitions: readonly Definition[]): Patterns | undefined {
  const [patterns, setPatterns] = useState<Patterns>();
  const needed = hasKind(definitions, 'pattern');
  useEffect(() => {
    let here = true;
    if (needed) {
      loadPatterns().then(
        (loaded) => here && setPatterns(loaded),
        () => undefined,
      );
    }
    return () => {
      here = false;
    };
  }, [needed]);
  return patterns;
}
