import * as v from 'valibot';
import { showValue } from './show-value.ts';

/**
 * Parses a file's JSON by its schema.
 * @throws Error that names the file, the field and what was expected.
 */
export function parseFile<S extends v.GenericSchema>(schema: S, data: unknown, file: string): v.InferOutput<S> {
  const result = v.safeParse(schema, data);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const { expected, message, received } = issue;
  throw new Error(`${file}: field ${v.getDotPath(issue) ?? '(root)'}: expected ${expected ?? message}, got ${showValue(received)}`);
}
