import * as v from 'valibot';
import { EngineError } from '../../lm/errors.ts';
import { showValue } from '../../lm/show-value.ts';

/** What came to a worker's door, as its schema knows it. @throws EngineError 'bad-request' that names the call and the field, and says what was expected. */
export function parseArgs<S extends v.GenericSchema>(schema: S, data: unknown, name: string): v.InferOutput<S> {
  const result = v.safeParse(schema, data, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const expected = issue.expected ?? issue.message;
  throw new EngineError(
    'bad-request',
    `${name}: field ${v.getDotPath(issue) ?? '(root)'}: expected ${expected}, got ${showValue(issue.received)}`,
  );
}
