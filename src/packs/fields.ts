/** What a number, a name and a path may be in the files of a pack, and how a check of fields against each other names its place. */
import * as v from 'valibot';

export const Finite = v.pipe(v.number(), v.finite());
/** What is measured of texts: scores, nats, volumes. Larger ones are no measurement, and their sums and differences might not be finite. */
export const Measure = v.pipe(v.number(), v.minValue(-1e16), v.maxValue(1e16));
export const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const Share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
/** Unsigned 32-bit, as the sampler takes it. */
export const Seed = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffffffff));
export const Sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'expected a lower-case hexadecimal SHA-256'));

/** Words for people; lines may break, other control characters may not be there. */
export const Text = v.pipe(
  v.string(),
  v.minLength(1),
  v.check((text) => !hasControls(text), 'text without control characters'),
);

const plainName = /^[a-z0-9][\w.-]*$/i;

/** A name that may be a key, a part of an address and of a file's path: letters, digits, `_`, `.` and `-`, a letter or digit first. */
export function isPlainName(name: string): boolean {
  return name.length <= 100 && plainName.test(name) && !(name in {});
}

export const Id = v.pipe(v.string(), v.check(isPlainName, 'a plain name (letters, digits, _ . -)'));

/** `rs-cheer`; `clp-s2/rs-cheer` of a replica; `a*b` of a cross slot. */
export const SlotId = v.pipe(
  v.string(),
  v.check((id) => id.split(/[*/]/).every(isPlainName), 'plain names (letters, digits, _ . -), joined by * or /'),
);

/** True of a path that stays below its folder, on every host and system, and can be written to any zip. */
export function isInnerPath(path: string): boolean {
  return path.length <= 400 && path.split('/').every(isFileName);
}

function isFileName(name: string): boolean {
  return !/^\.{0,2}$|[\\:]|[. ]$/.test(name) && name.length <= 200 && !hasControls(name) && !(name in {});
}

/** Where a slot's adapter lies, below the folder of pack.json: part of an address, it leaves neither the folder nor the origin. */
export const InnerPath = v.pipe(
  v.string(),
  v.check((path) => path.split('/').every(isPlainName), 'a path below the pack’s folder, of plain names'),
);

/** A mean over prompts and seeds with its 95 % bootstrap interval over prompts, which holds it. */
export const MeanSchema = v.pipe(
  v.object({ mean: Measure, low: Measure, high: Measure }),
  consistent(({ mean, low, high }) =>
    low <= mean && mean <= high ? undefined : { field: ['mean'], expected: `a mean within ${low} and ${high}`, got: mean },
  ),
);
export type Interval = v.InferOutput<typeof MeanSchema>;

/** A field that does not go with the others. */
export interface Complaint {
  readonly field: readonly (string | number)[];
  readonly expected: string;
  readonly got: unknown;
}

/** A check of an object's fields against each other; the complaint's field is what the error names. */
export function consistent<T extends object>(complain: (value: T) => Complaint | undefined): v.RawCheckAction<T> {
  return v.rawCheck<T>(({ dataset, addIssue }) => {
    const found = dataset.typed ? complain(dataset.value) : undefined;
    if (!found) return;
    const path = pathTo(dataset.value as T, found.field);
    addIssue({ message: found.expected, expected: found.expected, received: shown(found.got), ...(path ? { path } : {}) });
  });
}

/** The first value that another before it has too, with its index; undefined when all differ. */
export function firstTwice<T>(values: readonly T[]): { readonly index: number; readonly value: T } | undefined {
  const index = values.findIndex((value, i) => values.indexOf(value) < i);
  return index < 0 ? undefined : { index, value: values[index] as T };
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : String(JSON.stringify(value) ?? value);
}

function pathTo(root: object, field: Complaint['field']): [v.IssuePathItem, ...v.IssuePathItem[]] | undefined {
  const items: v.IssuePathItem[] = [];
  let input: unknown = root;
  for (const key of field) {
    const value: unknown = (input as Record<string | number, unknown>)[key];
    items.push({ type: 'unknown', origin: 'value', input, key, value });
    input = value;
  }
  const [first, ...rest] = items;
  return first && [first, ...rest];
}

function hasControls(text: string): boolean {
  for (const character of text) {
    const code = character.charCodeAt(0);
    if ((code < 32 && code !== 9 && code !== 10 && code !== 13) || code === 127) return true;
  }
  return false;
}
