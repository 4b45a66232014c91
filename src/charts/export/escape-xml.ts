/** A text as it may stand in XML, between tags and in a quoted attribute; characters that XML 1.0 does not know are left out. */
export function escapeXml(text: string): string {
  return Array.from(text)
    .filter((character) => allowed(character.codePointAt(0) ?? 0))
    .join('')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Char of XML 1.0, 2.2: no control characters but tab and line ends, no halves of pairs, no U+FFFE and U+FFFF. */
function allowed(code: number): boolean {
  if (code < 32) return code === 9 || code === 10 || code === 13;
  return !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff;
}
