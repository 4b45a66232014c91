/** Where a text stops being JSON. Browsers word it differently and some say no place: this says line, column and field of the first fault. */

export interface JsonFault {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** The field that was being read, as `policies.2.points.0.kl.mean`; empty at the top. */
  readonly field: string;
  /** What stands there, shortened; empty at the end of the text. */
  readonly found: string;
}

const space = /[\t\n\r ]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON's strings may not hold them
const string = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** An object or list that is open: the key or index that is being read. */
interface Open {
  readonly object: boolean;
  key: string | number;
}

/** The first fault, or undefined where the text is JSON. Without recursion: depth is the text's affair. */
export function jsonFault(text: string): JsonFault | undefined {
  const open: Open[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const [found] = pattern.exec(text) ?? [];
    if (found !== undefined) at += found.length;
    return found;
  };
  const skip = (character: string): boolean => {
    take(space);
    if (text[at] !== character) return false;
    at += 1;
    take(space);
    return true;
  };
  const fault = (): JsonFault => {
    const before = text.slice(0, at).split('\n');
    return {
      line: before.length,
      column: (before.at(-1)?.length ?? 0) + 1,
      field: open.map(({ key }) => key).join('.'),
      found: text.slice(at, at + 20).split('\n', 1)[0] ?? '',
    };
  };
  /** Reads `"key":`. */
  const takeKey = (frame: Open): boolean => {
    take(space);
    const key = take(string);
    if (key === undefined) return false;
    frame.key = JSON.parse(key) as string;
    return skip(':');
  };

  take(space);
  for (;;) {
    // A value starts here: a list or an object opens, or a scalar is read.
    if (skip('{')) {
      const frame: Open = { object: true, key: '' };
      open.push(frame);
      if (!skip('}')) {
        if (!takeKey(frame)) return fault();
        continue;
      }
      open.pop();
    } else if (skip('[')) {
      open.push({ object: false, key: 0 });
      if (!skip(']')) continue;
      open.pop();
    } else if (take(string) === undefined && take(scalar) === undefined) return fault();
    // A value ended here: the next one of what is open, or its end.
    for (;;) {
      const frame = open.at(-1);
      take(space);
      if (!frame) return at === text.length ? undefined : fault();
      if (skip(',')) {
        if (typeof frame.key === 'number') frame.key += 1;
        else if (!takeKey(frame)) return fault();
        break;
      }
      if (!skip(frame.object ? '}' : ']')) return fault();
      open.pop();
    }
  }
}
