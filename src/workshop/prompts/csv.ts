/** Tables as spreadsheets write them (RFC 4180): quoted fields, doubled quotes, line breaks within quotes. */
import { showValue } from '../../lm/show-value.ts';

export interface Table {
  /** Of the first line where it names the columns, else undefined. */
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const SEPARATORS = [',', ';', '\t'] as const;

/**
 * Reads a table whose separator is the one that splits its first line into most fields. Its first line names the columns.
 * @throws Error of one sentence for a quote that never ends.
 */
export function readCsv(text: string): Table {
  const separator = separatorOf(text);
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quotedFrom = -1;
  const endField = () => {
    row.push(field);
    field = '';
  };
  const endRow = () => {
    endField();
    if (row.some((one) => one.trim() !== '')) rows.push(row);
    row = [];
  };
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string;
    if (quotedFrom >= 0) {
      if (character !== '"') field += character;
      else if (text[i + 1] === '"') {
        field += '"';
        i += 1;
      } else quotedFrom = -1;
    } else if (character === '"' && field.trim() === '') {
      quotedFrom = i;
      field = '';
    } else if (character === separator) endField();
    else if (character === '\n' || character === '\r') {
      if (character === '\r' && text[i + 1] === '\n') i += 1;
      endRow();
    } else field += character;
  }
  if (quotedFrom >= 0)
    throw new Error(
      `Line ${lineOf(text, quotedFrom)}: expected a quote that ends, got “${showValue(text.slice(quotedFrom, quotedFrom + 40))}…”.`,
    );
  endRow();
  const [first = [], ...rest] = rows;
  return { names: first.map((name) => name.trim()), rows: rest };
}

function separatorOf(text: string): string {
  const first = text.slice(0, text.search(/[\r\n]|$/));
  const count = (separator: string) => first.split(separator).length;
  return SEPARATORS.reduce((best, one) => (count(one) > count(best) ? one : best));
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split(/\r\n|\r|\n/).length;
}
