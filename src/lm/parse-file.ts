import * as v from 'valibot';

/**
 * Parses a file's JSON by its schema.
 * @throws Error that names the file, the field and what was expected.
 */
export function parseFile<S extends v.GenericSchema>(schema: S, data: unknown, file: string): v.InferOutput<S> {
  const result = v.safeParse(schema, data);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new Error(`${file}: field ${v.getDotPath(issue) ?? '(root)'}: expected ${issue.expected ?? issue.message}, got ${issue.received}`);
}
