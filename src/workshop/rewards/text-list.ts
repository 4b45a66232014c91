/** Texts as a reader pastes them: one after the other, with an empty line between. */

export function readTexts(pasted: string): string[] {
  return pasted
    .replaceAll('\r\n', '\n')
    .split(/\n[^\S\n]*\n\s*/)
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

/** What readTexts reads; an empty line within a text is left out. */
export function writeTexts(texts: readonly string[]): string {
  return texts.map((text) => text.replaceAll(/\n\s*\n/g, '\n')).join('\n\n');
}
