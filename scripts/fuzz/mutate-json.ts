import { below, pick } from './trial.ts';

/** Stands for what JSON.stringify cannot write; see `writeJson`. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  '\u0001deep': '['.repeat(20_000) + ']'.repeat(20_000),
  '\u0001nan': 'NaN',
  '\u0001infinity': '1e999',
  '\u0001minus': '-Infinity',
};

/** Values that fields have in bad files. */
const NASTY: readonly unknown[] = [
  ...[null, true, false, 0, -0, 1, -1, 2, 0.5, -0.5, 1e-300, 1e308, -1e308, 5e-324, 1e38],
  ...[2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 31)],
  ...[
    '',
    ' ',
    '0',
    '1',
    'NaN',
    'null',
    'base',
    'constructor',
    '__proto__',
    'toString',
    'a'.repeat(10_000),
    '\u0000',
    '\ud800',
    '\u202eabc',
  ],
  ...[
    '../../../../etc/passwd',
    '//host/x',
    'https://evil.example/x',
    'javascript:alert(1)',
    'data:,x',
    'C:\\x',
    '<img src=x onerror=alert(1)>',
  ],
  ...[[], {}, [[]], [null], [0, 0], { length: 3 }, { toString: 1 }, { constructor: { prototype: { polluted: 1 } } }],
  ...Object.keys(PLACEHOLDERS),
];

type Container = unknown[] | Record<string, unknown>;
interface Place {
  readonly parent: Container;
  readonly key: string;
  readonly path: string;
}

/** Every place below a value, lists of one form sampled: of long lists the first and last items. */
function placesOf(value: unknown, path: string, places: Place[]): void {
  if (typeof value !== 'object' || value === null) return;
  const keys = Object.keys(value);
  const some = keys.length > 12 ? [...keys.slice(0, 6), ...keys.slice(-6)] : keys;
  for (const key of some) {
    places.push({ parent: value as Container, key, path: `${path}/${key}` });
    placesOf((value as Record<string, unknown>)[key], `${path}/${key}`, places);
  }
}

function set(parent: Container, key: string, value: unknown): void {
  Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
}

function describe(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Changes one place of a value: leaves it out, doubles it, renames it, gives it another's value or a nasty one. */
function mutateOnce(root: unknown, next: () => number): string {
  const places: Place[] = [];
  placesOf(root, '', places);
  if (places.length === 0) return 'nothing';
  const { parent, key, path } = pick(places, next);
  const record = parent as Record<string, unknown>;
  const kind = next();
  if (kind < 0.15) {
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[key];
    return `delete ${path}`;
  }
  if (kind < 0.3 && Array.isArray(parent)) {
    parent.splice(Number(key), 0, structuredClone(record[key]));
    return `duplicate ${path}`;
  }
  if (kind < 0.35 && !Array.isArray(parent)) {
    const name = pick(['__proto__', 'x', '', 'constructor'], next);
    set(parent, name, record[key]);
    delete parent[key];
    return `rename ${path} to ${describe(name)}`;
  }
  const other = kind < 0.45 ? pick(places, next) : undefined;
  const value = other ? structuredClone((other.parent as Record<string, unknown>)[other.key]) : structuredClone(pick(NASTY, next));
  set(parent, key, value);
  return `${path} := ${other ? `value of ${other.path}` : describe(value)}`;
}

/** JSON with bare NaN, numbers beyond range and lists too deep for a stack where a value has their placeholders. */
function writeJson(value: unknown): string {
  let text = JSON.stringify(value);
  for (const [placeholder, written] of Object.entries(PLACEHOLDERS)) text = text.replaceAll(JSON.stringify(placeholder), written);
  return text;
}

/**
 * A JSON text with one to three changes; now and then one that is cut, or has a character changed.
 * @param value stays as it is.
 */
export function mutateJson(value: unknown, next: () => number): { readonly text: string; readonly what: string } {
  const root = structuredClone(value);
  const what: string[] = [];
  for (let changes = 1 + below(3, next); changes > 0; changes--) what.push(mutateOnce(root, next));
  const text = writeJson(root);
  if (next() > 0.06) return { text, what: what.join(', ') };
  const at = below(text.length, next);
  if (next() < 0.5) return { text: text.slice(0, at), what: `cut at ${at}` };
  return {
    text: `${text.slice(0, at)}${pick(['"', '}', '{', ',', '\u0000', '<!doctype html>'], next)}${text.slice(at + 1)}`,
    what: `character ${at}`,
  };
}
