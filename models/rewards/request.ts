import * as v from 'valibot';

const item = v.object({
  prompt: v.string(),
  text: v.string(),
  finished: v.boolean(),
  /** Ends of the prefixes to score, in code points. */
  ends: v.optional(v.array(v.pipe(v.number(), v.integer(), v.minValue(0))), []),
});

const request = v.object({
  id: v.number(),
  items: v.array(item),
  prefixes: v.optional(v.boolean(), false),
  twins: v.optional(v.boolean(), true),
});

/** One answer to score. */
export type ScoreItem = v.InferOutput<typeof item>;

/** One line from the trainer. */
export type ScoreRequest = v.InferOutput<typeof request>;

/**
 * Parses one line of the bridge.
 *
 * @throws Error naming the field and what was expected
 */
export function parseRequest(line: string): ScoreRequest {
  const result = v.safeParse(request, JSON.parse(line));
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new Error(`bad request: ${v.getDotPath(issue) ?? 'line'}: ${issue.message}`);
}
