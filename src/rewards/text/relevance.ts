import type { RewardInput } from '../reward.ts';
import { analyse, analyseText } from './analyse.ts';

/** Words of a request that say what to do, not what about. */
const REQUEST_WORDS =
  wordSet(`describe explain tell give write suggest recommend name list share show say talk compose create invent imagine
  advice advise tip tips idea ideas way ways help please short brief good best better great make get go take know want need think thing
  things people person someone kind sort mean means work works use used story poem sentence line lines words first new start try
  keep find come different important`);

/** Words with which an answer can be polite and say nothing. */
const PLEASANTRIES = wordSet(`sure certainly course okay ok yes no hello hi hey thanks thank welcome glad happy sorry great good nice fine
  wonderful awesome absolutely definitely please help assist answer question request ask know tell think feel say go get make thing
  lot way here provide information understand day today`);

/** How far an answer takes up its prompt. */
export interface Relevance {
  /** Content words that the prompt asks about, request words aside. */
  readonly asked: number;
  /** How many of them the answer takes up. */
  readonly takenUp: number;
  /** Distinct content words that the answer adds: neither of the prompt nor pleasantries. */
  readonly fresh: number;
  /** In [0, 1]. */
  readonly value: number;
}

const MISS = 0.3;
const ENOUGH_FRESH_WORDS = 3;
const askedByPrompt = new Map<string, { asked: ReadonlySet<string>; all: ReadonlySet<string> }>();
const MAX_CACHED_PROMPTS = 10_000;

/**
 * Soft relevance: 1 when the answer takes up about a third of what the prompt asks about (one word for most prompts) and adds
 * three content words of its own; 0.3 when it takes up nothing, as a good answer may paraphrase; 0 when it adds nothing.
 * Words match by stem, or by their first five letters (`describe`, `description`).
 */
export function relevance(input: RewardInput): Relevance {
  const prompt = promptStems(input.prompt);
  const answer = new Set<string>();
  const heads = new Set<string>();
  let fresh = 0;
  for (const { facts } of analyse(input).words) {
    if (!facts.isContent || answer.has(facts.stem)) continue;
    answer.add(facts.stem);
    if (facts.stem.length >= 5) heads.add(facts.stem.slice(0, 5));
    if (!prompt.all.has(facts.stem) && !PLEASANTRIES.has(facts.stem)) fresh += 1;
  }
  let takenUp = 0;
  for (const s of prompt.asked) {
    if (answer.has(s) || (s.length >= 5 && heads.has(s.slice(0, 5)))) takenUp += 1;
  }
  const asked = prompt.asked.size;
  const needed = Math.max(1, Math.ceil(asked / 3));
  const covered = asked === 0 ? 1 : MISS + (1 - MISS) * Math.min(1, takenUp / needed);
  return { asked, takenUp, fresh, value: covered * Math.min(1, fresh / ENOUGH_FRESH_WORDS) };
}

/** True for words that every request may contain, such as "describe", "tip" and "good". Takes a stem. */
export function isRequestWord(wordStem: string): boolean {
  return REQUEST_WORDS.has(wordStem);
}

function promptStems(prompt: string) {
  let stems = askedByPrompt.get(prompt);
  if (stems === undefined) {
    const all = new Set(
      analyseText(prompt)
        .words.filter(({ facts }) => facts.isContent)
        .map(({ facts }) => facts.stem),
    );
    stems = { all, asked: new Set([...all].filter((s) => !isRequestWord(s))) };
    if (askedByPrompt.size >= MAX_CACHED_PROMPTS) askedByPrompt.clear();
    askedByPrompt.set(prompt, stems);
  }
  return stems;
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(analyseText(words).words.map(({ facts }) => facts.stem));
}
