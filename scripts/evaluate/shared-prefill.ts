import type { Forward, PrefillRow } from '../../src/engine/forward.ts';

/**
 * A Forward that computes equal rows of a prefill once and copies their cache: the seeds of a prompt share their prefill.
 * The results are those of `forward` itself.
 */
export function sharedPrefill(forward: Forward): Forward {
  return {
    ...forward,
    async prefill(rows) {
      const keys = rows.map(({ tokens, coefficients, logitsFrom }) => `${tokens.join()} ${coefficients.join()} ${logitsFrom}`);
      const unique = new Map<string, PrefillRow>();
      keys.forEach((key, i) => {
        if (!unique.has(key)) unique.set(key, rows[i] as PrefillRow);
      });
      const { batch, logits } = await forward.prefill([...unique.values()]);
      if (unique.size === rows.length) return { batch, logits };
      const order = [...unique.keys()];
      const sources = keys.map((key) => order.indexOf(key));
      forward.keep(batch, sources);
      return { batch, logits: sources.map((source) => logits[source] as Float32Array) };
    },
  };
}
