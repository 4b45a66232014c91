/** What tokens say, decoded in the page: the engine tells each token's bytes once. */
import type { EnginePort } from '../../engine/engine-port.ts';

export interface ReadTokens {
  /** Text of any of the ids that were asked for, U+FFFD for what is no character. */
  readonly decode: (ids: readonly number[]) => string;
  /** The token that the model ends an answer with. */
  readonly end: number;
}

export interface TokenReader {
  /** @throws what the engine throws. */
  read(ids: readonly number[]): Promise<ReadTokens>;
}

export function createTokenReader(engine: Pick<EnginePort, 'tokenBytes'>): TokenReader {
  const known = new Map<number, Uint8Array>();
  let end: number | undefined;

  function decode(ids: readonly number[]): string {
    // As the tokenizer's own: a byte order mark that a model writes is meant.
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const parts = ids.map((id) => {
      const bytes = known.get(id);
      if (!bytes) throw new RangeError(`token id ${id}, expected one that was asked for`);
      return decoder.decode(bytes, { stream: true });
    });
    return parts.join('') + decoder.decode();
  }

  return {
    async read(ids) {
      const fresh = [...new Set(ids)].filter((id) => !known.has(id));
      if (fresh.length > 0 || end === undefined) {
        const answer = await engine.tokenBytes({ ids: fresh });
        end = answer.end;
        fresh.forEach((id, i) => {
          known.set(id, answer.bytes[i] as Uint8Array);
        });
      }
      return { decode, end };
    },
  };
}
