import { useEffect, useState } from 'react';
import type { Rewards } from '../../rewards/registry.ts';
import { loadCatalog } from '../model/load-catalog.ts';

/** Reads the rewards once, where the figure's state lacks them. @returns why they could not be read. */
export function useCatalog(catalog: Rewards | undefined, onRead: (catalog: Rewards) => void): string | undefined {
  const [failure, setFailure] = useState<string>();
  const missing = catalog === undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: read when missing; the callback is new at every drawing
  useEffect(() => {
    if (!missing) return;
    const abort = new AbortController();
    loadCatalog(abort.signal).then(onRead, (error: unknown) => {
      if (!abort.signal.aborted) setFailure(error instanceof Error ? error.message : String(error));
    });
    return () => abort.abort();
  }, [missing]);
  return failure;
}
