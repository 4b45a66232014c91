import { type ReactElement, useMemo } from 'react';
import { strings } from '../../../strings/strings.ts';
import { lessonPolicies } from '../../model/lesson-policies.ts';
import { ModelBar } from '../../model/model-bar.tsx';
import type { CoursePack } from '../../model/use-course-pack.ts';
import { fill } from '../../prose/parse-prose.ts';
import type { FigureProps } from '../lesson.ts';
import { blindRounds, sideOfA } from './pairs.ts';
import { type Side, type SteerState, vote } from './steer-state.ts';
import { Tally } from './tally.tsx';
import { useLiveAnswers } from './use-live-answers.ts';
import { weightsLine } from './weights-line.ts';

const words = strings.lessons.steer.figure;
/** Fixes the order of the pairs and who is A. */
const seed = 8;

/** Pairs of answers without names; the last vote is revealed, the next pair is shown. */
export function BlindComparison({ state, set, part, opened }: FigureProps<SteerState> & { readonly opened: CoursePack }): ReactElement {
  const { source, model } = opened;
  const { pack } = source;
  const rounds = useMemo(() => blindRounds(source, seed), [source]);
  const { round, votes } = state;
  const pair = rounds[round % rounds.length];
  const live = useLiveAnswers(opened, {
    prompt: pair?.prompt ?? '',
    weights: pair?.weights ?? state.weights,
    // Other noise each time round, and never that of the measured texts.
    seed: 1_000_000 + round,
  });
  if (!pair) return <p>{words.reading}</p>;
  const a = sideOfA(seed, round);
  const b: Side = a === 'clp' ? 'rs' : 'clp';
  const texts = live?.texts ?? pair.texts;
  const waiting = live !== undefined && !live.finished;
  const same = live?.finished === true && texts.clp === texts.rs;
  const closed = waiting || same || live?.error !== undefined;
  const policies = lessonPolicies(source);
  const last = votes.at(-1);
  const nameOf = (side: Side) => policies[side].label;
  return (
    <div className="steer-figure">
      <section {...part('pair')} className="steer-pair" aria-label={words.answers} aria-busy={waiting}>
        <p>
          <b>{fill(words.wanted, { weights: weightsLine(pack.rewards, pair.weights) })}</b>
          <br />
          {fill(words.asked, { prompt: pair.prompt })}
        </p>
        <div className="steer-answers">
          {([a, b] as const).map((side, i) => {
            const letter = i === 0 ? words.a : words.b;
            return (
              <article key={letter}>
                <h3>{letter}</h3>
                <p>{texts[side] || words.writing}</p>
                <button
                  type="button"
                  className="button"
                  // Not `disabled`: the focus would be lost at every vote.
                  aria-disabled={closed}
                  onClick={() => {
                    if (!closed) set((now) => vote(now, side, a));
                  }}
                >
                  {fill(words.vote, { side: letter })}
                </button>
              </article>
            );
          })}
        </div>
        <button type="button" className="button plain steer-skip" onClick={() => set((now) => ({ round: now.round + 1 }))}>
          {words.skip}
        </button>
        {live?.error !== undefined && <p role="alert">{fill(words.answerFailed, { message: live.error })}</p>}
      </section>
      <div {...part('votes')}>
        <Tally state={state} />
        <p className="steer-note" role="status">
          {last && fill(words.last, { a: nameOf(last.a), b: nameOf(last.a === 'clp' ? 'rs' : 'clp'), chosen: nameOf(last.winner) })}
        </p>
      </div>
      <div {...part('model')}>
        <ModelBar model={model} until={words.until} />
      </div>
    </div>
  );
}
