import { type ReactElement, useId } from 'react';
import { rewardColour } from '../../../charts/looks.tsx';
import { Marker } from '../../../charts/marker.tsx';
import { moveWeight } from '../../../math/simplex.ts';
import { measuredSeed } from '../../../packs/measured-sample.ts';
import { strings } from '../../../strings/strings.ts';
import { Slider } from '../../../ui/slider.tsx';
import { lessonPolicies } from '../../model/lesson-policies.ts';
import { ModelBar } from '../../model/model-bar.tsx';
import type { CoursePack } from '../../model/use-course-pack.ts';
import { fill } from '../../prose/parse-prose.ts';
import type { FigureProps } from '../lesson.ts';
import { measuredPair } from './pairs.ts';
import { mix, type SteerState } from './steer-state.ts';
import { useLiveAnswers } from './use-live-answers.ts';
import { weightsLine } from './weights-line.ts';

const words = strings.lessons.steer.figure;

/** Linked sliders, and what both policies answer at their weights. */
export function SideBySide({ state, set, part, opened }: FigureProps<SteerState> & { readonly opened: CoursePack }): ReactElement {
  const { source, model } = opened;
  const { pack, front } = source;
  const { weights } = state;
  const id = useId();
  const prompt = pack.examples[state.prompt] ?? '';
  const live = useLiveAnswers(opened, { prompt, weights, seed: measuredSeed(front, prompt) ?? 1 });
  const measured = measuredPair(source, prompt, weights);
  const texts = live?.texts ?? measured?.texts;
  const policies = lessonPolicies(source);
  return (
    <div className="steer-figure">
      <div {...part('mix')} className="steer-mix">
        <label htmlFor={id}>{words.prompt}</label>
        <select id={id} value={state.prompt} onChange={(event) => set({ prompt: Number(event.target.value) })}>
          {pack.examples.map((example, i) => (
            <option key={example} value={i}>
              {example}
            </option>
          ))}
        </select>
        {pack.rewards.map((reward, i) => (
          <Slider
            key={reward}
            label={fill(words.weightOf, { reward })}
            value={weights[i] ?? 0}
            range={[0, 1, 0.01]}
            hue={rewardColour(i)}
            onChange={(value) =>
              set((now) =>
                mix(
                  now,
                  moveWeight(
                    now.weights,
                    now.weights.map(() => false),
                    i,
                    value,
                  ),
                ),
              )
            }
          />
        ))}
      </div>
      <section {...part('answers')} className="steer-answers" aria-label={words.answers} aria-busy={live !== undefined && !live.finished}>
        {(['clp', 'rs'] as const).map((side) => (
          <article key={side}>
            <h3 style={{ color: `var(--method-${side})` }}>
              <Marker method={side} /> {policies[side].label}
            </h3>
            <p dir="auto">{texts?.[side] || words.writing}</p>
          </article>
        ))}
        <p className="steer-note">
          {live
            ? fill(words.live, { weights: weightsLine(pack.rewards, weights) })
            : measured && fill(words.measuredAt, { weights: weightsLine(pack.rewards, measured.weights) })}
        </p>
        {live?.error !== undefined && <p role="alert">{fill(words.answerFailed, { message: live.error })}</p>}
      </section>
      <div {...part('model')}>
        <ModelBar model={model} until={words.until} />
      </div>
    </div>
  );
}
