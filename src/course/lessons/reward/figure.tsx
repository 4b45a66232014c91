import { type ReactElement, useId } from 'react';
import { type RewardBar, RewardBars } from '../../../charts/reward-bars.tsx';
import { loadCatalog } from '../../../site/load-catalog.ts';
import { strings } from '../../../strings/strings.ts';
import { Choice } from '../../../ui/choice.tsx';
import { AnswerEditor, longestText } from '../../answers/answer-editor.tsx';
import { fill } from '../../prose/parse-prose.ts';
import { useRead } from '../../use-read.ts';
import type { FigureProps } from '../lesson.ts';
import { CreditText } from './credit-text.tsx';
import { creditOf, edit, examples, inputOf, pieces, type RewardState, rewardOf, rewardsOf } from './reward-state.ts';
import { TermsTable } from './terms-table.tsx';
import './reward.css';

const words = strings.lessons.reward.figure;
const hues: Readonly<Record<string, string>> = { brevity: 'var(--reward-0)', richness: 'var(--reward-1)', cheer: 'var(--reward-2)' };

/** A prompt and an answer to edit, and what the rewards say of it. */
export function RewardFigure({ state, set, part }: FigureProps<RewardState>): ReactElement {
  const { prompt, text, catalog, shows } = state;
  const failure = useRead(catalog === undefined, loadCatalog, (loaded) => set((now) => edit(now, { catalog: loaded })));
  const id = useId();

  const reward = rewardOf(state);
  const input = inputOf(state);
  const hue = hues[reward.id] ?? 'var(--ink-2)';
  const bars: RewardBar[] = [
    { id: reward.id, label: reward.label, value: reward.score(input), range: reward.range, detail: reward.formula, colour: hue },
    ...(shows.judges
      ? [
          {
            id: 'twin',
            label: fill(words.twin, { twin: reward.twin.label }),
            value: reward.twin.score(input),
            range: reward.twin.range,
            detail: reward.twin.formula,
            colour: hue,
          },
          ...(catalog
            ? [
                {
                  id: 'guard',
                  label: catalog.guard.label,
                  value: catalog.guard.score(input),
                  range: catalog.guard.range,
                  detail: catalog.guard.formula,
                  colour: 'var(--ink-3)',
                },
              ]
            : []),
        ]
      : []),
  ];
  return (
    <div className="reward-figure">
      <AnswerEditor
        {...part('answer')}
        words={words}
        text={text}
        examples={(['plain', 'cheerful', 'short'] as const).map((name) => ({ label: words[name], text: examples[`${name}Text`] }))}
        onChange={(to) => set((now) => edit(now, { text: to }))}
      >
        <label htmlFor={`${id}-prompt`}>{words.prompt}</label>
        <input
          id={`${id}-prompt`}
          className="field"
          type="text"
          maxLength={longestText}
          value={prompt}
          onChange={(event) => set((now) => edit(now, { prompt: event.target.value }))}
        />
      </AnswerEditor>
      <Choice
        label={words.reward}
        value={reward.id}
        options={rewardsOf(catalog).map(({ id: option, label }) => ({ id: option, label }))}
        onChange={(chosen) => set((now) => edit(now, { reward: chosen }))}
      />
      {!catalog && <p className="reward-note">{failure === undefined ? words.loading : fill(words.lexiconFailed, { message: failure })}</p>}
      <div {...part('scores')}>
        <RewardBars name={words.scores} bars={bars} />
      </div>
      {shows.terms && (
        <div {...part('terms')}>
          <TermsTable reward={reward} input={input} />
        </div>
      )}
      {shows.credit && (
        <div {...part('credit')}>
          <CreditText label={reward.label} pieces={pieces(text)} credits={creditOf(state).credits} hue={hue} />
        </div>
      )}
    </div>
  );
}
