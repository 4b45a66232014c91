/** Regular expressions in time linear in the text: re2js, a port of RE2, fetched where a definition has a pattern. */

export interface Pattern {
  /** Number of matches that are not empty; they do not overlap. */
  count(text: string): number;
}

export interface Patterns {
  /** @throws Error of one sentence: what cannot be read, or what RE2 has not, by name. */
  compile(pattern: string, matchCase: boolean): Pattern;
}

/** Larger programs are refused: time is linear in the text, times this. */
const MAX_INSTRUCTIONS = 5000;
/** What others have and RE2 has not, as it would cost more than linear time; what else is often tried. */
const UNSUPPORTED: readonly (readonly [RegExp, string])[] = [
  [/^\(\?<?[=!]/, 'look-around is not supported, as it is not linear in time'],
  [/^\\[1-9k]/, 'back-references are not supported, as they are not linear in time'],
  [/^\(\?>/, 'atomic groups are not supported'],
  [/^(?:[+*?]|\{[\d,]*\})\+$/, 'possessive repetition is not supported'],
  [/^\\u/, 'a character by its number is written \\x{1F600}'],
  [/^\(\?#/, 'comments are not supported'],
];

/** Fetches the library. */
export async function loadPatterns(): Promise<Patterns> {
  const { RE2JS, RE2JSSyntaxException } = await import('re2js');
  return {
    compile(pattern, matchCase) {
      const compiled = (() => {
        try {
          return RE2JS.compile(pattern, RE2JS.MULTILINE | (matchCase ? 0 : RE2JS.CASE_INSENSITIVE));
        } catch (error) {
          if (error instanceof RE2JSSyntaxException) throw new Error(complaint(error));
          throw error;
        }
      })();
      if (compiled.programSize() > MAX_INSTRUCTIONS)
        throw new Error(`pattern too large: expected at most ${MAX_INSTRUCTIONS} steps, got ${compiled.programSize()}`);
      return {
        count(text) {
          const matcher = compiled.matcher(text);
          let count = 0;
          while (matcher.find()) if (matcher.end() > matcher.start()) count += 1;
          return count;
        },
      };
    },
  };
}

function complaint(error: Error & { readonly error?: string; readonly input?: string | null }): string {
  // The flags stand before the pattern where all of it is named.
  const place = (error.input ?? '').replace(/^(?:\(\?[ims]\))+/, '');
  const named = UNSUPPORTED.find(([form]) => form.test(place));
  return named ? `${place}: ${named[1]}` : `${error.error ?? error.message}${place ? `: ${place}` : ''}`;
}
