/** How a judge is asked: the model reads request, answer and question, and what counts is whether it would begin with yes or with no. */
import type { RewardInput } from '../reward.ts';

export const JUDGE_WORDS = ['Yes', 'No'] as const;
const SYSTEM = 'You read an answer and say Yes or No.';

export function judgeQuestion(
  question: string,
  { prompt, text }: Pick<RewardInput, 'prompt' | 'text'>,
): { system: string; prompt: string } {
  const asked = prompt === '' ? '' : `Request: ${prompt}\n\n`;
  return { system: SYSTEM, prompt: `${asked}Answer: ${text}\n\nQuestion: ${question} Say Yes or No.` };
}
