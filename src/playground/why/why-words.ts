/** An explained answer as the page shows it: words, what they cost, and by whose doing. Pure. */
import type { Candidate, ExplainedToken, ExplainResult } from '../../lm/explanation.ts';
import { mean } from '../../math/statistics.ts';
import type { WhyQuestion } from './why-question.ts';

/** What a reader can point at: most often one token, several where they share a character. */
export interface WhyWord {
  /** Place of its first token. */
  readonly from: number;
  readonly tokens: number;
  /** Empty for the end of the answer. */
  readonly text: string;
  readonly ends: boolean;
  /** One a viewpoint: of all its tokens, one after the other. */
  readonly probabilities: readonly number[];
  /** Of its first token. */
  readonly rank: number;
  /** What could have stood there instead of its first token. */
  readonly rivals: readonly WhyRival[];
  /** Nats; undefined where no experts are mixed. */
  readonly divergence: number | undefined;
  /** Nats, one a puller: log p less log p without it. Undefined until it is known. */
  readonly pulls: readonly number[] | undefined;
  /** Nats: log p less the base's. */
  readonly pull: number;
}

export interface WhyRival extends Pick<Candidate, 'token' | 'text' | 'ends'> {
  readonly probabilities: readonly number[];
}

export interface WhyAnswerWords {
  readonly words: readonly WhyWord[];
  /** Mean divergence of the answer's tokens, its end left out, in nats; undefined where no experts are mixed. */
  readonly misalignment: number | undefined;
}

/** @param pulls The answer to the question's `pulls`, where it has come. */
export function whyWords(question: WhyQuestion, { tokens, pieces }: ExplainResult, pulls: ExplainResult | undefined): WhyAnswerWords {
  const count = question.viewpoints.length;
  const ends = tokens.length > (pieces.at(-1)?.to ?? 0) ? [{ from: tokens.length - 1, to: tokens.length, text: '' }] : [];
  const words = [...pieces, ...ends].map(({ from, to, text }): WhyWord => {
    const own = tokens.slice(from, to);
    const [first] = own as [ExplainedToken];
    const logs = sumOf(own).slice(0, count);
    const parts = own.flatMap(({ divergence }) => divergence ?? []);
    return {
      from,
      tokens: to - from,
      text,
      ends: first.ends,
      probabilities: logs.map(Math.exp),
      rank: first.rank,
      rivals: first.rivals.map(({ logProbabilities, ...rival }) => ({
        ...rival,
        probabilities: logProbabilities.slice(0, count).map(Math.exp),
      })),
      divergence: parts.length > 0 ? mean(parts) : undefined,
      pulls: pulls && sumOf(pulls.tokens.slice(from, to)).map((log) => (logs[0] as number) - log),
      pull: (logs[0] as number) - (logs[question.base] as number),
    };
  });
  const parts = tokens.filter((token) => !token.ends).flatMap(({ divergence }) => divergence ?? []);
  return { words, misalignment: parts.length > 0 ? mean(parts) : undefined };
}

/** By steering, the sum over tokens of their log-probabilities. */
function sumOf(tokens: readonly ExplainedToken[]): number[] {
  const [first] = tokens as readonly [ExplainedToken];
  return first.logProbabilities.map((_, i) => tokens.reduce((sum, token) => sum + (token.logProbabilities[i] as number), 0));
}

/** A word as it is named, its spaces and line breaks seen: `␣great`, `↵`, `end of the answer`. */
export function shownWord({ text, ends }: { readonly text: string; readonly ends: boolean }): string {
  if (ends) return 'end of the answer';
  if (text === '') return 'a token without text';
  return text.replaceAll(' ', '␣').replaceAll('\n', '↵').replaceAll('\t', '⇥');
}

/** A word as a screen reader says it. */
export function spokenWord({ text, ends }: { readonly text: string; readonly ends: boolean }): string {
  if (ends) return 'end of the answer';
  if (text === '') return 'a token without text';
  if (text.includes('\ufffd')) return 'a part of a character';
  if (text.trim() !== '') return text.trim();
  return text.includes('\n') ? 'line break' : 'space';
}

/** `42%`, `4.2%`, `<0.1%`: a probability at a glance. */
export function percent(probability: number): string {
  const share = 100 * probability;
  if (share >= 99.95) return '100%';
  if (share >= 10) return `${share.toFixed(0)}%`;
  return share >= 0.1 ? `${share.toFixed(1)}%` : '<0.1%';
}

/** `+0.81`, `−0.30`, `0.00`: nats with their sign. */
export function nats(value: number): string {
  const digits = Math.abs(value).toFixed(2);
  if (Number(digits) === 0) return digits;
  return `${value < 0 ? '−' : '+'}${digits}`;
}
