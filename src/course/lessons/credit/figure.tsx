import type { ReactElement } from 'react';
import { Plot } from '../../../charts/plot/plot.tsx';
import { PlotLegend } from '../../../charts/plot/plot-legend.tsx';
import { PlotLine, PlotRule, type Point } from '../../../charts/plot/plot-marks.tsx';
import { strings } from '../../../strings/strings.ts';
import { CREDIT_BATCH, CREDIT_KINDS, CREDIT_LEARNED, type CreditKind } from '../../../theory/credit-training.ts';
import { Choice } from '../../../ui/choice.tsx';
import { Slider } from '../../../ui/slider.tsx';
import { fill } from '../../prose/parse-prose.ts';
import { restarts } from '../../training/settings.ts';
import { TrainerControls } from '../../training/trainer-controls.tsx';
import { useTrainer } from '../../training/use-trainer.ts';
import type { FigureProps } from '../lesson.ts';
import { ATTENTION_SHARE, type CreditState, look, observe, percent, sharesNow, textsOf } from './credit-state.ts';
import { CreditTable } from './credit-table.tsx';
import { TokenStrip } from './token-strip.tsx';
import '../../figure.css';
import './credit.css';

const words = strings.lessons.credit.figure;

const hues: Readonly<Record<CreditKind, string>> = { end: 'var(--ink)', prefix: 'var(--reward-0)', attention: 'var(--reward-1)' };
const lastText = 1600;

/** The text of one learner with its credit, the curves of all three, and the runs so far. */
export function CreditFigure({ state, set, part }: FigureProps<CreditState>): ReactElement {
  const { lambda, trainer, kind, learners, finished, records, shows } = state;
  const training = useTrainer('credit', {
    config: { lambda, attentionShare: ATTENTION_SHARE },
    ...trainer,
    onProgress: ({ snapshot, finished: ended }) => set((now) => observe(now, snapshot.learners, ended)),
  });
  const shown = learners.find((learner) => learner.kind === kind);
  const shares = sharesNow(learners);
  const said = {
    texts: textsOf(learners),
    end: percent(shares.end),
    prefix: percent(shares.prefix),
    attentionShare: percent(shares.attention),
  };
  return (
    <>
      <div {...part('strip')} className="credit-strip">
        {shown && <TokenStrip kind={kind} sample={shown.sample} colour={hues[kind]} />}
      </div>
      {shows.choice && (
        <div {...part('choice')}>
          <Choice<CreditKind>
            label={words.show}
            value={kind}
            options={CREDIT_KINDS.map((id) => ({ id, label: words[id] }))}
            onChange={(id) => set((now) => look(now, id))}
          />
        </div>
      )}
      {shows.training && (
        <div {...part('curves')} className="credit-curves">
          <Plot
            name={words.curves}
            summary={fill(words.summary, said)}
            x={{ domain: [0, lastText], label: words.x }}
            y={{ domain: [-0.1, 1], label: words.y }}
            aspect={0.56}
            maxHeight={340}
          >
            <PlotRule axis="y" value={CREDIT_LEARNED} label={words.learned} />
            {learners.map((learner) => (
              <PlotLine
                key={learner.kind}
                points={learner.curve.map((share, update): Point => [update * CREDIT_BATCH, share])}
                colour={hues[learner.kind]}
                dashed={learner.kind === 'attention'}
                width={learner.kind === 'end' ? 2.5 : 2}
              />
            ))}
          </Plot>
          <PlotLegend
            items={CREDIT_KINDS.map((id) => ({ label: words[id], colour: hues[id], line: id === 'attention' ? 'dashed' : 'solid' }))}
          />
          {shows.lambda && (
            <div className="figure-controls" {...part('lambda')}>
              <Slider
                label={words.lambda}
                value={lambda}
                range={[0, 1, 0.05]}
                onChange={(value) =>
                  set((now) => ({ lambda: value, learners: [], finished: false, trainer: { ...now.trainer, playing: false } }))
                }
              />
            </div>
          )}
          <div className="figure-controls">
            <TrainerControls
              settings={trainer}
              onChange={(change) =>
                set((now) => ({
                  trainer: { ...now.trainer, ...change },
                  ...(restarts(change) && { learners: [], finished: false }),
                }))
              }
              finished={finished}
              training={training}
              speeds={[5, 50]}
            />
          </div>
          <CreditTable records={records} />
        </div>
      )}
    </>
  );
}
