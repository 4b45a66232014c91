import type { ReactElement } from 'react';
import { RewardBars } from '../../../charts/reward-bars.tsx';
import { strings } from '../../../strings/strings.ts';
import { chainPolicy } from '../../../theory/word-chain.ts';
import { Slider } from '../../../ui/slider.tsx';
import { fill } from '../../prose/parse-prose.ts';
import type { FigureProps } from '../lesson.ts';
import { dayChain } from './day-chain.ts';
import { afterIs, type DecodingState, numbers, policyOf, textOf, turn } from './decoding-state.ts';
import { DeraCurve } from './dera-curve.tsx';
import { ModCurve } from './mod-curve.tsx';
import { RealCost } from './real-cost.tsx';
import './decoding.css';

const words = strings.lessons.decoding.figure;
const base = afterIs(chainPolicy(dayChain));

/** A slider, what it does to the next word, to whole texts and to their facts; in the last step, the real model. */
export function DecodingFigure(props: FigureProps<DecodingState>): ReactElement {
  const { state, set, part } = props;
  const { view, lambda, furthest, weight } = state;
  const policy = policyOf(state);
  const hue = `var(--method-${view === 'mod' ? 'mod' : 'dera'})`;
  return (
    <div className="decoding-figure">
      {view === 'mod' ? (
        <Slider
          label={words.weight}
          value={weight}
          range={[0, 1, 0.01]}
          valueText={fill(words.weightText, numbers(state))}
          hue={hue}
          onChange={(value) => set({ weight: value })}
        />
      ) : (
        <Slider
          label={words.lambda}
          value={lambda}
          range={[0, furthest, 0.05]}
          hue={hue}
          onChange={(value) => set((now) => turn(now, value))}
        />
      )}
      {view === 'cost' ? (
        <RealCost {...props} />
      ) : (
        <>
          <div {...part('next')}>
            <p className="decoding-caption">{words.next}</p>
            <RewardBars
              name={words.next}
              bars={afterIs(policy).map(({ word, p }, i) => ({
                id: word,
                label: word,
                value: p,
                range: [0, 1],
                base: base[i]?.p,
                colour: hue,
              }))}
            />
            <p className="decoding-caption">{words.tick}</p>
          </div>
          <div {...part('text')}>
            <p className="decoding-caption">{words.text}</p>
            <p className="decoding-text">{textOf(policy)}</p>
          </div>
          <div {...part('curve')}>{view === 'mod' ? <ModCurve state={state} /> : <DeraCurve state={state} />}</div>
        </>
      )}
    </div>
  );
}
