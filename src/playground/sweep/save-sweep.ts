/** A sweep as a file: a front of its own where it was measured as the pack was, else its texts. Both open again. */
import { buildInWorker } from '../../measure/front-worker.ts';
import type { Answer, MeasuredPoint } from '../../measure/measurement.ts';
import { type AnswerScores, answerKey, type ScoredFrontInput } from '../../measure/scored-front.ts';
import type { Front } from '../../packs/front.ts';
import type { Tiller } from '../state/tiller.ts';
import { type Clock, pageClock } from './clock.ts';
import { createSpread } from './spread.ts';
import type { SweepFile } from './sweep-file.ts';
import { promptPlaces } from './sweep-plan.ts';
import { isWhole } from './sweep-session.ts';
import type { SweepSettings } from './sweep-settings.ts';
import type { SweepText } from './sweep-text.ts';

export type SavedTiller = Pick<Tiller, 'pack' | 'policies' | 'front' | 'rewards' | 'golden' | 'guard' | 'sweep'>;

/** `tiller-sweep/1`: the settings and every text that has begun. @throws Error when nothing was swept. */
export function sweepFile({ pack, sweep }: Pick<SavedTiller, 'pack' | 'sweep'>, date: Date): SweepFile {
  const { settings, texts } = sweep.getState();
  if (!settings) throw new Error('There is no sweep to save.');
  return {
    format: 'tiller-sweep/1',
    base: pack.base,
    date: date.toISOString(),
    // As it would be read again, without what is undefined.
    ...JSON.parse(JSON.stringify({ settings, texts: texts.filter(({ tokens, stop }) => tokens.length > 0 || stop !== undefined) })),
  };
}

/** Why no front.json can be made of the sweep, in a sentence; undefined where it can. */
export function frontRefusal({ pack, policies, front, sweep }: SavedTiller): string | undefined {
  const { status, settings, texts } = sweep.getState();
  if (!settings) return 'There is no sweep to save.';
  if (!front?.scale) return 'This pack was not measured: a front is told over the reference of the measured one.';
  if (status !== 'done') return 'The sweep is not finished: a front tells every point.';
  if (!isWhole(settings, front)) return 'A front is of all the prompts that the pack was measured on.';
  if (!asMeasured(settings, pack))
    return 'A front is measured with the pack’s own system prompt, sampling and longest answer, and the methods’ own options.';
  if (texts.some(({ kl }) => kl === undefined)) return 'The KL of some texts was not measured: a front tells that of every point.';
  const base = policies.find(({ method }) => method === 'base')?.id;
  if (texts.every(({ policy }) => policy !== base)) return 'A front needs the base model among its methods.';
  return undefined;
}

/**
 * The sweep as `tiller-front/1`, by the evaluation's own code and with the measured front's reference and scale.
 * @param build Seconds of work, away from the page.
 * @throws Error of one sentence: `frontRefusal`.
 */
export async function frontOfSweep(tiller: SavedTiller, build = buildInWorker, clock: Clock = pageClock): Promise<Front> {
  const refusal = frontRefusal(tiller);
  const { settings, texts } = tiller.sweep.getState();
  const { front } = tiller;
  if (refusal !== undefined || !settings || !front?.scale) throw new Error(refusal);
  const { pack, policies, guard } = tiller;
  const kept = texts.filter(({ prompt }) => front.prompts.includes(prompt));
  const byText = [...tiller.rewards, ...tiller.golden].filter((reward) => 'score' in reward);
  const scorers = [...byText, ...byText.map(({ twin }) => twin), guard];
  const scores = new Map<string, AnswerScores>();
  const spread = createSpread((next) => clock.later(next, 0), clock.now);
  for (const text of kept) {
    const answer = answerOf(text);
    const key = answerKey(answer);
    spread.add(key, () => scores.set(key, Object.fromEntries(scorers.map((scorer) => [scorer.id, scorer.score(answer)]))));
  }
  await spread.idle();
  const input: ScoredFrontInput = {
    pack: { ...pack, policies: [...policies] },
    prompts: front.prompts,
    groups: {},
    seeds: evaluationSeeds(settings, front),
    examples: pack.examples.filter((prompt) => front.prompts.includes(prompt)),
    measurements: pointsOf(kept),
    commit: 'a browser',
    frozen: { reference: front.reference, scale: front.scale },
    scores,
    twins: Object.fromEntries(byText.map(({ id, twin }) => [id, twin.id])),
    guard: guard.id,
  };
  return build(input);
}

function asMeasured({ policies, system, sampling, maxTokens }: SweepSettings, pack: SavedTiller['pack']): boolean {
  const { temperature, topK, topP, minP = 0, repetitionPenalty = 1 } = sampling;
  return (
    policies.every(({ options }) => Object.keys(options).length === 0) &&
    system === pack.system &&
    maxTokens === pack.maxTokens &&
    temperature === pack.temperature &&
    topK === 0 &&
    topP === 1 &&
    minP === 0 &&
    repetitionPenalty === 1
  );
}

/** The evaluation's list of seeds, of which a text's own is made with the prompt's place. */
function evaluationSeeds({ seed, prompts, samples }: SweepSettings, front: Front): number[] {
  const first = Math.max(0, Math.floor((seed - (promptPlaces(front).get(prompts[0] ?? '') ?? 0)) / 1000));
  return Array.from({ length: samples }, (_, sample) => first + sample);
}

function answerOf({ prompt, seed, text, stop, tokens, kl, nll, learned }: SweepText): Answer {
  const short = (value: number | undefined) => Number((value ?? 0).toFixed(4));
  const finished = stop === 'end';
  return {
    ...{ prompt, seed, text, finished, tokens: tokens.length + Number(finished), kl: short(kl), nll: short(nll) },
    ...(learned === undefined ? {} : { learned: short(learned) }),
  };
}

/** A sample of all prompts after the other, as the plan has them. */
function pointsOf(texts: readonly SweepText[]): MeasuredPoint[] {
  const points = new Map<
    string,
    { readonly policy: string; readonly weights: readonly number[]; readonly samples: Map<number, Answer[]> }
  >();
  const taken = new Map<string, number>();
  for (const text of texts) {
    const { policy, weights, prompt } = text;
    const key = JSON.stringify([policy, weights]);
    const point = points.get(key) ?? { policy, weights, samples: new Map<number, Answer[]>() };
    points.set(key, point);
    const of = JSON.stringify([key, prompt]);
    const sample = taken.get(of) ?? 0;
    taken.set(of, sample + 1);
    point.samples.set(sample, [...(point.samples.get(sample) ?? []), answerOf(text)]);
  }
  return [...points.values()].map(({ policy, weights, samples }) => ({
    policy,
    weights,
    split: 'held_out',
    repeats: [...samples.values()],
  }));
}
