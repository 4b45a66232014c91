/** What the policy writes at its corners and its centre, at any look, beside one another. */
import { type ReactElement, useState } from 'react';
import { decimals } from '../../charts/chart-data.ts';
import type { KeptRun } from '../state/run.ts';
import { placeWords } from './look-front.tsx';

export function LookTexts({ run }: { readonly run: KeptRun }): ReactElement | null {
  const { looks, plan } = run;
  const [prompt, setPrompt] = useState(0);
  const [chosen, setChosen] = useState<number>();
  const look = looks.find(({ step }) => step === chosen) ?? looks.at(-1);
  if (!look) return null;
  const prompts = look.points[0]?.texts.map((text) => text.prompt) ?? [];
  const points = look.step === 0 ? look.points.slice(0, 1) : look.points;
  return (
    <section className="look-texts">
      <h4>What it writes</h4>
      <div className="look-choice">
        <label>
          Prompt{' '}
          <select className="field" value={prompt} onChange={(event) => setPrompt(Number(event.target.value))}>
            {prompts.map((text, i) => (
              <option key={text} value={i}>
                {text}
              </option>
            ))}
          </select>
        </label>
        <label>
          After step{' '}
          <select className="field" value={look.step} onChange={(event) => setChosen(Number(event.target.value))}>
            {looks.map(({ step }) => (
              <option key={step} value={step}>
                {step}
              </option>
            ))}
          </select>
        </label>
      </div>
      <dl>
        {points.map((point) => (
          <div key={point.weights.join()}>
            <dt>
              {look.step === 0 ? 'the base, at any weights' : placeWords(point.weights, plan.labels)}{' '}
              <span className="quiet">
                {plan.recipe.rewards
                  .map((id, i) => `${(plan.labels[i] as string).toLowerCase()} ${decimals(point.rewards[id], 2)}`)
                  .join(', ')}
                {look.step === 0 ? '' : `, KL ${decimals(point.kl, 1)}`}
              </span>
            </dt>
            <dd dir="auto">{point.texts[prompt]?.text || '(nothing)'}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
