/** How a batch is cut: rows of one prompt become groups, groups the parts that are computed one after the other. */
import type { LlamaConfig } from '../arch/llama-config.ts';
import { EngineError } from '../errors.ts';
import { layOut } from './blocks.ts';
import { ENOUGH_TOKENS } from './memory-plan.ts';
import type { MemoryPlan, PartSize, TrainRow, TrainShape } from './train-types.ts';

/** A prompt under coefficients, and the answers that share both. */
export interface Group {
  readonly prompt: ArrayLike<number>;
  readonly columns: ArrayLike<number>;
  readonly answers: readonly { readonly row: number; readonly tokens: ArrayLike<number> }[];
}

interface Grown extends Group {
  readonly answers: { readonly row: number; readonly tokens: ArrayLike<number> }[];
  tokens: number;
}

const joined = (values: ArrayLike<number>) => Array.prototype.join.call(values);

/**
 * The rows' parts, the longest groups first, so that the squares of attention's scores have one size in a part.
 * @throws EngineError 'out-of-memory' that names the row that finds no room alone.
 */
export function cutIntoParts(
  config: LlamaConfig,
  shape: TrainShape,
  { saves, working, threads }: Pick<MemoryPlan, 'saves' | 'working' | 'threads'>,
  rows: readonly TrainRow[],
): Group[][] {
  const { softTokens = 0 } = shape;
  const bytes = (size: PartSize) => layOut(0, { config, shape, saves, size, threads }).bytes;
  const fits = (size: PartSize) => size.tokens <= ENOUGH_TOKENS && bytes(size) <= working;
  const one = (tokens: number): PartSize => ({ tokens, groups: 1, longest: tokens });
  const open = new Map<string, Grown>();
  const groups: Grown[] = [];
  rows.forEach(({ prompt, answer, columns }, row) => {
    const key = `${joined(prompt)}|${joined(columns)}`;
    const more = answer.length - 1;
    const group = open.get(key);
    if (group && fits(one(group.tokens + more))) {
      group.answers.push({ row, tokens: answer });
      group.tokens += more;
      return;
    }
    const tokens = softTokens + prompt.length + more;
    const need = bytes(one(tokens));
    if (need > working)
      throw new EngineError(
        'out-of-memory',
        `row ${row} has ${tokens} tokens, which take ${Math.ceil(need / 1e6)} MB, expected at most the ${Math.floor(working / 1e6)} MB planned`,
      );
    const begun = { prompt, columns, answers: [{ row, tokens: answer }], tokens };
    open.set(key, begun);
    groups.push(begun);
  });
  groups.sort((a, b) => b.tokens - a.tokens);
  const parts: { groups: Grown[]; size: PartSize }[] = [];
  for (const group of groups) {
    const last = parts.at(-1);
    const size = last && { tokens: last.size.tokens + group.tokens, groups: last.size.groups + 1, longest: last.size.longest };
    if (last && size && fits(size)) {
      last.groups.push(group);
      last.size = size;
    } else parts.push({ groups: [group], size: one(group.tokens) });
  }
  return parts.map((part) => part.groups);
}
