import { useEffect, useState } from 'react';
import { messageOf } from '../lm/errors.ts';

/**
 * Reads what a figure's state lacks, once.
 * @param missing Whether it does.
 * @returns why it could not be read.
 */
export function useRead<Value>(
  missing: boolean,
  read: (signal: AbortSignal) => Promise<Value>,
  onRead: (value: Value) => void,
): string | undefined {
  const [failure, setFailure] = useState<string>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: read when missing; the functions are new at every drawing
  useEffect(() => {
    if (!missing) return;
    const abort = new AbortController();
    read(abort.signal).then(
      (value) => {
        if (!abort.signal.aborted) onRead(value);
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setFailure(messageOf(error));
      },
    );
    return () => abort.abort();
  }, [missing]);
  return failure;
}
