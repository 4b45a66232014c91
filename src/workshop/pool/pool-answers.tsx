/** The answers of the pool, to be read: one prompt at a time, with the places where each can be ended. */
import { type ReactElement, type ReactNode, useId, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { rewardColour } from '../../charts/looks.tsx';
import { SmallBars } from '../../charts/small-bars.tsx';
import type { Pool, PoolAnswer } from '../../training/pool.ts';
import { useWorkshop } from '../state/workshop-context.ts';
import { useNamedRewards } from './use-survey.ts';

/** Answers of a prompt that are shown unless asked for more. */
const shown = 4;

export function PoolAnswers({ pool }: { readonly pool: Pool }): ReactElement {
  const id = useId();
  const [chosen, setChosen] = useState(0);
  const [all, setAll] = useState(false);
  const place = Math.min(chosen, pool.prompts.length - 1);
  const answers = useMemo(() => pool.answers.filter(({ prompt }) => prompt === place), [pool, place]);
  const rewards = useNamedRewards();
  const scored = useStore(useWorkshop().pool, (state) => state.partly !== undefined);
  const go = (to: number) => setChosen((to + pool.prompts.length) % pool.prompts.length);
  return (
    <section className="pool-answers" aria-label="Answers of the pool">
      <h3>Its answers</h3>
      <div className="pool-answers-head">
        <label htmlFor={id} className="visually-hidden">
          Prompt
        </label>
        <select id={id} className="field" value={place} onChange={({ currentTarget: { value } }) => setChosen(Number(value))}>
          {pool.prompts.map((prompt, i) => (
            <option key={prompt} value={i}>
              {prompt}
            </option>
          ))}
        </select>
        <button type="button" className="button" onClick={() => go(place - 1)}>
          Previous
        </button>
        <button type="button" className="button" onClick={() => go(place + 1)}>
          Next
        </button>
      </div>
      <p className="quiet">
        <span className="cut" aria-hidden="true" /> an answer ended here is a candidate too.
        {scored && rewards.length > 0 && (
          <>
            {' '}
            Bars:{' '}
            {rewards.map(({ id, label, place: hue }, i) => (
              <span key={id}>
                {i > 0 && ', '}
                <span style={{ color: rewardColour(hue) }}>{label.toLowerCase()}</span>
              </span>
            ))}
            .
          </>
        )}
      </p>
      <ol>
        {answers.slice(0, all ? undefined : shown).map((answer) => (
          <Answer key={answer.tokens.join()} answer={answer} prompt={pool.prompts[place] ?? ''} />
        ))}
      </ol>
      {answers.length === 0 && <p className="quiet">None yet.</p>}
      {answers.length > shown && (
        <button type="button" className="button plain" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Fewer' : `All ${answers.length} answers`}
        </button>
      )}
    </section>
  );
}

function Answer({ answer, prompt }: { readonly answer: PoolAnswer; readonly prompt: string }): ReactElement {
  const { pool } = useWorkshop();
  const partly = useStore(pool, (state) => state.partly);
  const rewards = useNamedRewards();
  const scores = useMemo(
    () => partly?.scored.find((one) => one.original && one.prompt === prompt && one.text === answer.text)?.scores,
    [partly, prompt, answer],
  );
  const bars = rewards.map(({ id, label, range }) => ({ id, label, range: range ?? ([0, 1] as const) }));
  return (
    <li>
      <p dir="auto">
        {withCuts(answer)}
        {!answer.finished && <span className="quiet"> … (cut off at the limit)</span>}
      </p>
      {scores && <SmallBars rewards={bars} scores={scores} />}
    </li>
  );
}

/** The text, with a mark wherever it can be ended. */
function withCuts({ text, cuts }: Pick<PoolAnswer, 'text' | 'cuts'>): ReactNode[] {
  const ends = [...new Set(cuts.map((cut) => cut.text))].filter((end) => end < text.length);
  return [...ends, text.length].flatMap((end, i) => [
    text.slice(ends[i - 1] ?? 0, end),
    ...(end < text.length ? [<span key={end} className="cut" title="An answer ended here is a candidate too" />] : []),
  ]);
}
