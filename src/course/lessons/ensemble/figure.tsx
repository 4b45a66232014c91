import type { CSSProperties, ReactElement } from 'react';
import { loadCatalog } from '../../../site/load-catalog.ts';
import { strings } from '../../../strings/strings.ts';
import { AnswerEditor } from '../../answers/answer-editor.tsx';
import { fill } from '../../prose/parse-prose.ts';
import { useRead } from '../../use-read.ts';
import type { FigureProps } from '../lesson.ts';
import { type EnsembleState, edit, judge } from './ensemble-state.ts';
import '../../lab/lab.css';
import '../../figure.css';
import './ensemble.css';

const words = strings.lessons.ensemble.figure;
const hues: Readonly<Record<string, string>> = { richness: 'var(--reward-1)', cheer: 'var(--reward-2)' };
/** Scores are drawn from -3 to 3 standard deviations. */
const reach = 3;
const written = (value: number) => value.toFixed(2).replace('-', '−');

/** An answer to edit, each scorer's standard score, the ensemble's votes, and the alarm. */
export function EnsembleFigure({ state, set, part }: FigureProps<EnsembleState>): ReactElement {
  const { text, catalog, shows } = state;
  const failure = useRead(catalog === undefined, loadCatalog, (loaded) => set((now) => edit(now, { catalog: loaded })));
  const { axes, scores, combined, gaps, level } = judge(state);
  return (
    <div className="ensemble">
      <AnswerEditor
        {...part('answer')}
        words={{ answer: words.answer, examples: words.example }}
        text={text}
        examples={[
          { label: words.plain, text: words.start },
          { label: words.praise, text: words.praiseText },
          { label: words.list, text: words.listText },
        ]}
        onChange={(to) => set((now) => edit(now, { text: to }))}
      >
        <p>{fill(words.request, { prompt: words.prompt })}</p>
      </AnswerEditor>
      <div className="figure-panels">
        <div {...part('scores')}>
          <p className="figure-title">{words.scores}</p>
          <dl className="ensemble-scores">
            {axes.flatMap(({ reward, scorers }, axis) =>
              scorers.map(({ scorer }, i) => (
                <Score
                  key={scorer.id}
                  label={fill(i === 0 ? words.trainedOn : words.twin, { label: scorer.label })}
                  value={scores[axis]?.[i] ?? 0}
                  colour={hues[reward.id] ?? 'var(--ink-2)'}
                  hollow={i > 0}
                />
              )),
            )}
          </dl>
          {failure !== undefined && <p role="alert">{fill(words.failed, { message: failure })}</p>}
        </div>
        {shows.votes && (
          <div {...part('votes')}>
            <p className="figure-title">{words.votes}</p>
            <dl className="ensemble-scores">
              {(['mean', 'min', 'weighted'] as const).map((vote) => (
                <Score key={vote} label={words[vote]} value={combined[vote]} colour="var(--ink-2)" />
              ))}
            </dl>
          </div>
        )}
      </div>
      {shows.alarm && (
        <div {...part('alarm')} className="ensemble-alarm">
          {axes.map(({ reward }, axis) => {
            const gap = gaps[axis] as number;
            const name = reward.label.toLowerCase();
            return (
              <div key={reward.id}>
                <p className="figure-title">{fill(words.meter, { axis: name, gap: written(gap), level: written(level) })}</p>
                <div className="ensemble-meter" data-over={gap > level || undefined} aria-hidden="true">
                  <span style={{ width: `${Math.min(100, (50 * gap) / level)}%` }} />
                </div>
              </div>
            );
          })}
          <p role="status" data-over={gaps.some((gap) => gap > level) || undefined}>
            {gaps.some((gap) => gap > level)
              ? axes
                  .flatMap(({ reward }, axis) =>
                    (gaps[axis] as number) > level ? [fill(words.alarm, { axis: reward.label.toLowerCase() })] : [],
                  )
                  .join(' ')
              : words.calm}
          </p>
        </div>
      )}
    </div>
  );
}

/** A standard score as a mark on a line from -3 to 3, with its number. */
function Score({
  label,
  value,
  colour,
  hollow = false,
}: {
  readonly label: string;
  readonly value: number;
  readonly colour: string;
  readonly hollow?: boolean;
}): ReactElement {
  const at = 50 + (50 * Math.min(reach, Math.max(-reach, value))) / reach;
  return (
    <div style={{ '--hue': colour } as CSSProperties}>
      <dt>{label}</dt>
      <dd aria-hidden="true" className="ensemble-track">
        <span className="ensemble-span" style={{ left: `${Math.min(50, at)}%`, width: `${Math.abs(at - 50)}%` }} />
        <span className="ensemble-mark" data-hollow={hollow || undefined} style={{ left: `${at}%` }} />
      </dd>
      <dd className="ensemble-value">{written(value)}</dd>
    </div>
  );
}
