/** What a reward gives the base's answers: how they are spread, the best and the worst, and what was counted in them. */
import { type ReactElement, useMemo } from 'react';
import { Histogram } from '../../charts/histogram.tsx';
import type { Term } from '../../rewards/reward.ts';
import type { BaseSample } from '../state/base-sample.ts';
import type { Scores } from '../state/live-scores.ts';
import { extremes, type ScoredText } from './extremes.ts';
import type { RewardFacts } from './reward-facts.ts';

export interface ScorePictureProps {
  readonly facts: RewardFacts;
  readonly sample: BaseSample;
  readonly scores: Scores;
  readonly colour: string;
  /** Newer ones are on their way. */
  readonly busy: boolean;
}

export function ScorePicture({ facts, sample, scores, colour, busy }: ScorePictureProps): ReactElement {
  const { label, range } = facts;
  const values = useMemo(() => scores.filter((score) => score !== undefined), [scores]);
  const { best, worst } = useMemo(() => extremes(sample.inputs, scores), [sample, scores]);
  const prompts = useMemo(
    () => new Set(sample.inputs.filter((_, i) => scores[i] !== undefined).map(({ prompt }) => prompt)).size,
    [sample, scores],
  );
  const flat = values.every((value) => value === values[0]);
  return (
    <div className="score-picture" aria-busy={busy}>
      <Histogram label={`${label} on ${values.length} answers of the base`} values={values} range={range} colour={colour} />
      <p className="quiet">
        {values.length} answers of the base model to {prompts} prompts{busy ? ', more are being scored' : ''}; nothing is trained yet.
      </p>
      {flat ? (
        <p className="notice">
          <span>
            All of them score the same, so there is nothing to learn from. Ask for something that some answers have already: commoner words,
            a nearer target.
          </span>
        </p>
      ) : (
        <div className="extremes">
          <Texts heading="Best" texts={best} facts={facts} />
          <Texts heading="Worst" texts={worst} facts={facts} />
        </div>
      )}
    </div>
  );
}

function Texts({
  heading,
  texts,
  facts,
}: {
  readonly heading: string;
  readonly texts: readonly ScoredText[];
  readonly facts: RewardFacts;
}): ReactElement {
  return (
    <section>
      <h4>{heading}</h4>
      <ol>
        {texts.map(({ input, score }) => (
          <li key={input.text}>
            <p className="extreme-head">
              <b>{score.toFixed(2)}</b> <span>{input.prompt}</span>
            </p>
            <p className="extreme-text">{input.text}</p>
            {facts.terms && <p className="quiet">{facts.terms(input).map(termWords).join('; ')}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}

function termWords({ name, value, note }: Term): string {
  return `${name} ${value.toFixed(2)}${note ? ` (${note})` : ''}`;
}
