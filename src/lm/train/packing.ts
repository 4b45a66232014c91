/**
 * Rows as the kernels take them: tokens of prompts and answers one after the other, none padded; a prompt stands once for the answers that share
 * it and its coefficients. Of every token it is told whom it sees: an answer its prompt and itself.
 */
import type { LlamaConfig } from '../arch/llama-config.ts';
import type { Group } from './parts.ts';
import type { PartSize, TrainShape } from './train-types.ts';

/** A part of a batch, laid out. N tokens, G groups, M tokens of answers, R rank columns. */
export interface PackedPart {
  readonly size: PartSize;
  /** [N]; -1 - s is the soft vector s. */
  readonly tokens: Int32Array;
  /** [N, R]. */
  readonly columns: Float32Array;
  /** [N, half a head]: the rotary angles of every token's position in its sequence. */
  readonly cos: Float32Array;
  readonly sin: Float32Array;
  /** [G, 2]: a group's first token, and how many it has. */
  readonly spans: Int32Array;
  /** [N, 2]: a token sees so many of its group's first, and those from this one on to itself. */
  readonly seen: Int32Array;
  /** [M]: the token whose state predicts it. */
  readonly source: Int32Array;
  /** [M]. */
  readonly targets: Int32Array;
  /** Of each group, its coefficients and the first of its tokens. */
  readonly groups: readonly { readonly columns: ArrayLike<number>; readonly start: number }[];
  /** Of each row, where its answer stands among the M. */
  readonly answers: readonly { readonly row: number; readonly start: number; readonly length: number }[];
}

/** The tokens of a group in order, each with its position in its sequence, and whom it sees. */
interface Sequence {
  readonly tokens: number[];
  readonly positions: number[];
  /** [tokens, 2], as `PackedPart` has them. */
  readonly seen: number[];
}

function sequenceOf({ prompt, answers }: Group, softTokens: number): Sequence {
  const sequence: Sequence = { tokens: [], positions: [], seen: [] };
  const shared = softTokens + prompt.length;
  const append = (token: number, position: number, ...seen: readonly [shared: number, own: number]): void => {
    sequence.tokens.push(token);
    sequence.positions.push(position);
    sequence.seen.push(...seen);
  };
  for (let i = 0; i < shared; i++) append(i < softTokens ? -1 - i : (prompt[i - softTokens] as number), i, i + 1, i + 1);
  for (const { tokens } of answers) {
    const own = sequence.tokens.length;
    // The last token of an answer is predicted, not read.
    for (let i = 0; i < tokens.length - 1; i++) append(tokens[i] as number, shared + i, shared, own);
  }
  return sequence;
}

/** Where all columns are off it is the base that answers, and no vector stands before it: as softTokensOf in adapters/soft-prompt.ts. */
function softCount({ columns }: Group, softTokens: number): number {
  return Array.prototype.some.call(columns, (coefficient: number) => coefficient !== 0) ? softTokens : 0;
}

/** Lays a part's groups out. */
export function packPart(config: LlamaConfig, { columns: rank, softTokens = 0 }: TrainShape, groups: readonly Group[]): PackedPart {
  const counts = groups.map((group) => softCount(group, softTokens));
  const sequences = groups.map((group, g) => sequenceOf(group, counts[g] as number));
  const longest = Math.max(...sequences.map(({ tokens }) => tokens.length));
  const total = sequences.reduce((sum, { tokens }) => sum + tokens.length, 0);
  const half = config.headSize / 2;
  const answers: { row: number; start: number; length: number }[] = [];
  const [source, targets]: [number[], number[]] = [[], []];
  const part = {
    tokens: Int32Array.from(sequences.flatMap(({ tokens }) => tokens)),
    columns: new Float32Array(total * rank),
    cos: new Float32Array(total * half),
    sin: new Float32Array(total * half),
    spans: new Int32Array(2 * groups.length),
    seen: new Int32Array(2 * total),
  };
  const starts: { columns: ArrayLike<number>; start: number }[] = [];
  let start = 0;
  groups.forEach((group, g) => {
    const sequence = sequences[g] as Sequence;
    const { positions } = sequence;
    starts.push({ columns: group.columns, start });
    positions.forEach((position, i) => {
      const at = start + i;
      part.columns.set(group.columns, at * rank);
      for (let j = 0; j < half; j++) {
        const angle = (position / config.ropeScale) * config.ropeBase ** (-j / half);
        part.cos[at * half + j] = Math.cos(angle);
        part.sin[at * half + j] = Math.sin(angle);
      }
    });
    part.spans.set([start, positions.length], 2 * g);
    part.seen.set(sequence.seen, 2 * start);
    const promptEnd = start + (counts[g] as number) + group.prompt.length - 1;
    let own = promptEnd + 1;
    for (const { row, tokens } of group.answers) {
      answers.push({ row, start: source.length, length: tokens.length });
      for (let i = 0; i < tokens.length; i++) {
        source.push(i === 0 ? promptEnd : own + i - 1);
        targets.push(tokens[i] as number);
      }
      own += tokens.length - 1;
    }
    start += positions.length;
  });
  return {
    ...part,
    size: { tokens: total, groups: groups.length, longest },
    source: Int32Array.from(source),
    targets: Int32Array.from(targets),
    groups: starts,
    answers,
  };
}
