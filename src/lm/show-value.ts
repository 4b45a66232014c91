const TEXT_LIMIT = 120;
const LIST_LIMIT = 8;

function shortText(text: string): string {
  // what would break a line, turn its direction or hide in it
  const plain = text.replace(/\p{C}/gu, '\ufffd');
  return plain.length > TEXT_LIMIT ? `${plain.slice(0, TEXT_LIMIT)}…` : plain;
}

/**
 * A value of a file in an error's sentence: a short line whatever it is, lists and objects by their kind. Goes no deeper than a list's items, so
 * that no nesting overflows the stack.
 */
export function showValue(value: unknown): string {
  if (typeof value === 'string') return shortText(value);
  if (Array.isArray(value)) {
    const flat = value.length <= LIST_LIMIT && value.every((item) => typeof item !== 'object' || item === null);
    return flat ? shortText(JSON.stringify(value)) : `a list of ${value.length}`;
  }
  return typeof value === 'object' && value !== null ? `an object of ${Object.keys(value).length} fields` : String(value);
}
