/** What the pool's numbers mean, in sentences for someone who never trained a model. */
import { decimals, intervalInWords } from '../../charts/chart-data.ts';
import { joined } from '../parts/words.ts';
import type { HadFront } from './had-front.ts';
import type { ConflictSurvey, RewardSurvey } from './survey.ts';

const percent = (share: number) => `${Math.round(100 * share)} %`;
const inSentence = (label: string) => label.toLowerCase();

/** What a reward that the pool hardly holds, or does not hold, asks for; undefined where all is well. */
export function reachWarning({ label, reach }: RewardSurvey): { readonly what: string; readonly todo: string } | undefined {
  const { verdict, better, highest } = reach;
  if (verdict === 'within') return undefined;
  const prompts = reach.best.length;
  const todo =
    'Ask for less (a wider width, commoner words), ask for it in the system prompt and let the base answer anew, or sample more answers to each prompt. On-policy steps help only with what the base does now and then.';
  if (verdict === 'scarce') {
    return {
      what: `${label} is scarce: only ${percent(better)} of the ${prompts} prompts have a candidate that is clearly better than what the base says anyway. Training moves it little.`,
      todo,
    };
  }
  return {
    what: `${label} is out of reach: ${better === 0 ? 'no prompt has' : `only ${percent(better)} of the ${prompts} prompts have`} a candidate that is clearly better than what the base says anyway (the best of all scores ${decimals(highest, 2)}). Training only chooses among the candidates, so it cannot find it.`,
    todo,
  };
}

/** How two rewards stand to each other, and what a front between them will look like. */
export function conflictWords({ rewards: [a, b], correlation, prompts }: ConflictSurvey): {
  readonly heading: string;
  readonly sentence: string;
} {
  const [one, other] = [inSentence(a.label), inSentence(b.label)];
  if (!correlation) {
    return {
      heading: `${a.label} and ${other}`,
      sentence: `${prompts === 0 ? 'No prompt tells' : `Only ${prompts} ${prompts === 1 ? 'prompt tells' : 'prompts tell'}`} candidates apart by both: nothing can be said of their conflict yet.`,
    };
  }
  const figure = `Rank correlation within a prompt: ${intervalInWords(correlation, 2)}, over ${prompts} prompts.`;
  if (correlation.high < 0 && correlation.mean <= -0.3) {
    return {
      heading: `${a.label} and ${other} conflict`,
      sentence: `${figure} More of one is less of the other, so the slider has something to decide, and ways of mixing can differ.`,
    };
  }
  if (correlation.high < 0 && correlation.mean <= -0.1) {
    return {
      heading: `${a.label} and ${other} conflict a little`,
      sentence: `${figure} Expect a front that bends far out: at equal weights a policy keeps most of both.`,
    };
  }
  if (correlation.low > 0 && correlation.mean >= 0.3) {
    return {
      heading: `${a.label} and ${other} go together`,
      sentence: `${figure} Whoever asks for ${one} gets ${other} too: the front is short, and two sliders do about what one would.`,
    };
  }
  return {
    heading: `${a.label} and ${other} hardly conflict`,
    sentence: `${figure} One policy can have both: the front is nearly a square corner, the slider changes little between its ends, and soups will do as well as anything. Choose rewards that want different answers to see more.`,
  };
}

/** What equal weights keep of both, at a price. */
export function keptWords(front: HadFront, rewards: readonly RewardSurvey[]): string | undefined {
  const parts = rewards.flatMap(({ id, label }) => {
    const kept = front.kept[id];
    return kept === undefined ? [] : [`${percent(kept)} of ${inSentence(label)}`];
  });
  if (parts.length < 2) return undefined;
  return `At equal weights a policy that learned the pool perfectly keeps ${joined(parts)}, counted from each reward’s worst corner to its own.`;
}
