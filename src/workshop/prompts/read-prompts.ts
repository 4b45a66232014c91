/** From what a reader pastes or brings to a list of prompts; what is left out is named by its place. */

/** Characters of a prompt, at most: each costs memory in every gradient of the step that learns from it. */
export const promptLength = 1000;

/** Prompts of a project, at most: a pool of as many takes hours. */
export const promptsLimit = 600;

/** Bytes of a file, at most. */
export const fileLimit = 4 * 2 ** 20;

/** Characters of a paste, at most, that is shown as it is: a browser lays out megabytes of text for minutes. */
export const pasteLimit = 200_000;

export interface ReadPrompts {
  readonly prompts: readonly string[];
  /** A sentence for each that was left out, in order. */
  readonly left: readonly string[];
}

/** Text of a file: UTF-8 or UTF-16 by its mark, else UTF-8 where it is that, else as spreadsheets of Western Windows write it. Without the mark. */
export function decodeFile(bytes: Uint8Array<ArrayBuffer>): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** One a line; empty lines at the end are nothing. */
export function readLines(text: string): ReadPrompts {
  return take(text.trimEnd().split(/\r\n|\r|\n/), 'Line', 1);
}

/** One a row of a column. @param first The number of the first row as the reader counts: after the line of names it is 2. */
export function readColumn(rows: readonly (readonly string[])[], column: number, first = 2): ReadPrompts {
  return take(
    rows.map((row) => (row[column] ?? '').replaceAll(/\s+/g, ' ')),
    'Row',
    first,
  );
}

function take(texts: readonly string[], unit: 'Line' | 'Row', first: number): ReadPrompts {
  const places = new Map<string, number>();
  const left: string[] = [];
  let beyond = 0;
  texts.forEach((text, i) => {
    // Control characters are no words, and no file of prompts could hold them.
    const prompt = text.replaceAll(/\p{Cc}+/gu, ' ').trim();
    const place = `${unit} ${i + first}`;
    if (prompt === '') {
      // what is pasted with nothing in it is nothing
      if (texts.length > 1) left.push(`${place} is empty.`);
      return;
    }
    const before = places.get(prompt);
    if (prompt.length > promptLength) {
      left.push(
        `${place} (“${short(prompt)}”) has ${prompt.length.toLocaleString('en')} characters; ${promptLength.toLocaleString('en')} fit.`,
      );
    } else if (before !== undefined) left.push(`${place} (“${short(prompt)}”) is ${unit.toLowerCase()} ${before} again.`);
    else if (places.size === promptsLimit) beyond += 1;
    else places.set(prompt, i + first);
  });
  if (beyond > 0) left.push(`${beyond.toLocaleString('en')} more are left out: ${promptsLimit} prompts fit.`);
  return { prompts: [...places.keys()], left };
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
