/** How likely the base is to answer a question with each of some words, without decoding. */
import { EngineError } from '../errors.ts';
import type { ChooseArgs, ChooseResult } from '../reading.ts';
import type { Forward, PrefillRow } from '../run/forward.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { logProbability } from './log-probability.ts';
import { prefillGroups } from './prefill-groups.ts';

/**
 * @param between Awaited at every chunk of the work; what it throws ends it.
 * @throws EngineError 'bad-request' for a request that makes no sense; what `between` throws; errors of the backend.
 */
export async function choose(
  forward: Forward,
  tokenizer: Pick<Tokenizer, 'encode' | 'encodeChat'>,
  { questions, words }: ChooseArgs,
  { between }: { readonly between?: () => Promise<void> } = {},
): Promise<ChooseResult> {
  const start = performance.now();
  if (questions.length === 0) throw new EngineError('bad-request', '0 questions, expected at least 1');
  const tokens = firstTokens(tokenizer, words);
  const groups = questions.map((chat, i) => [planQuestion(tokenizer.encodeChat(chat), i, forward.context)]);
  const logProbabilities = new Float32Array(questions.length * words.length);
  await prefillGroups(
    forward,
    groups,
    (question, _, [logits]) => {
      for (const [word, token] of tokens.entries())
        logProbabilities[question * words.length + word] = logProbability(logits as Float32Array, token, 1);
    },
    between ? { between } : {},
  );
  const read = groups.reduce((sum, rows) => sum + rows.reduce((own, row) => own + row.tokens.length, 0), 0);
  return { logProbabilities, tokens: read, totalMs: performance.now() - start };
}

function planQuestion(tokens: readonly number[], index: number, context: number): PrefillRow {
  if (tokens.length > context)
    throw new EngineError('bad-request', `question ${index + 1} has ${tokens.length} tokens, expected at most ${context}`);
  return { tokens, coefficients: new Float32Array(0), logitsFrom: tokens.length - 1 };
}

function firstTokens(tokenizer: Pick<Tokenizer, 'encode'>, words: readonly string[]): number[] {
  if (words.length < 2) throw new EngineError('bad-request', `${words.length} words to choose from, expected at least 2`);
  const tokens = words.map((word) => tokenizer.encode(word)[0]);
  for (const [i, token] of tokens.entries()) {
    if (token === undefined) throw new EngineError('bad-request', `word ${i + 1} to choose from is empty`);
    const same = tokens.indexOf(token);
    if (same < i)
      throw new EngineError(
        'bad-request',
        `the words '${words[same]}' and '${words[i]}' begin with the same token, expected different ones`,
      );
  }
  return tokens as number[];
}
