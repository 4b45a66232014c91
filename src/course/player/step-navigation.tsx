import type { ReactElement } from 'react';
import { formatRoute } from '../../site/route.ts';
import { strings } from '../../strings/strings.ts';
import { fill } from '../prose/parse-prose.ts';

export interface StepNavigationProps {
  readonly lesson: string;
  readonly titles: readonly string[];
  readonly step: number;
  /** The step has a task that is not done: going on skips it. */
  readonly open: boolean;
  /** One step on, or back. */
  readonly onGo: (by: 1 | -1) => void;
}

/** Back, next or skip, and a link for every step. */
export function StepNavigation({ lesson, titles, step, open, onGo }: StepNavigationProps): ReactElement {
  const frame = strings.frame;
  return (
    <nav className="step-navigation" aria-label={frame.steps}>
      <button type="button" className="button" disabled={step === 0} onClick={() => onGo(-1)}>
        {frame.back}
      </button>
      <ol>
        {titles.map((title, i) => (
          <li key={title}>
            <a
              href={formatRoute({ page: 'lesson', lesson, step: i })}
              aria-current={i === step ? 'step' : undefined}
              aria-label={fill(frame.stepName, { step: i + 1, title })}
              title={title}
            >
              {i + 1}
            </a>
          </li>
        ))}
      </ol>
      <button
        type="button"
        className={open || step === titles.length - 1 ? 'button' : 'button primary'}
        disabled={step === titles.length - 1}
        onClick={() => onGo(1)}
      >
        {open ? frame.skip : frame.next}
      </button>
    </nav>
  );
}
