/** A measurement's size and time in words. */
import type { MeasureSettings } from './measure-plan.ts';

/** Seconds that a token takes all in all on an ordinary machine, until this one was seen. */
const USUAL_PACE = 1 / 70;
/** Share of its longest that an answer has, about. */
const USUAL_LENGTH = 0.8;

/** About how many seconds so many answers take. @param secondsPerToken As this machine was last seen. */
export function estimatedSeconds(answers: number, maxTokens: number, secondsPerToken = USUAL_PACE): number {
  return answers * maxTokens * USUAL_LENGTH * secondsPerToken;
}

/** `less than a minute`, `about 4 minutes`, `about 2 hours`. */
export function timeInWords(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return 'less than a minute';
  if (minutes < 90) return `about ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
  return `about ${Math.round(minutes / 60)} hours`;
}

/** How many held-out prompts may be asked: 5, 10, 20 and all. */
export function promptChoices(heldOut: number): number[] {
  return [...[5, 10, 20].filter((count) => count < heldOut), heldOut];
}

/** What is asked unless told: enough for intervals, no more than a short wait. */
export function usualSettings(heldOut: number): MeasureSettings {
  return { prompts: Math.min(20, heldOut), samples: 1 };
}

/** A plain name for pack.json and addresses, of what a reader calls it. */
export function packId(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[^\p{ASCII}]/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return plain === '' ? 'workshop' : plain;
}
