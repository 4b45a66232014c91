import type { ReactElement } from 'react';
import { methodColour } from '../../../charts/marker.tsx';
import { ProbabilityBars } from '../../../charts/probability-bars.tsx';
import { strings } from '../../../strings/strings.ts';
import { createSoupWorld, type SoupPolicy, soupOracle, tabularSoup } from '../../../theory/soup-world.ts';
import { Choice } from '../../../ui/choice.tsx';
import { fill } from '../../prose/parse-prose.ts';
import { beta, type SoupsState } from './soups-state.ts';

const words = strings.lessons.soups.figure;

export interface AnswerPanelProps {
  readonly state: SoupsState;
  readonly onPrompt: (prompt: number) => void;
}

/** What both exact experts, and the soup of their tables, say to one prompt. A soup that is to be guessed is left out until it is served. */
export function AnswerPanel({ state, onPrompt }: AnswerPanelProps): ReactElement {
  const { world, prompt, weight, shows, served } = state;
  const soupWorld = createSoupWorld(world, beta);
  const probabilities = (policy: SoupPolicy) => Array.from(policy[prompt] ?? [], Math.exp);
  const showsSoup = shows === 'tables' || served;
  return (
    <div className="answer-panel">
      <Choice
        label={words.prompt}
        value={String(prompt)}
        options={soupWorld.rewards.map((_, i) => ({ id: String(i), label: String(i + 1) }))}
        onChange={(id) => onPrompt(Number(id))}
      />
      <ProbabilityBars
        label={fill(words.bars, { prompt: prompt + 1 })}
        answers={(soupWorld.rewards[prompt] ?? []).map(([first, second], i) => ({
          text: fill(words.answer, { answer: i + 1 }),
          note: fill(words.rewards, { first: first.toFixed(2), second: second.toFixed(2) }),
        }))}
        series={[
          { label: words.first, colour: 'var(--reward-0)', values: probabilities(soupOracle(soupWorld, 1)) },
          { label: words.second, colour: 'var(--reward-1)', values: probabilities(soupOracle(soupWorld, 0)) },
          ...(showsSoup
            ? [
                {
                  label: words.table,
                  colour: methodColour('rs'),
                  values: probabilities(tabularSoup(soupWorld, shows === 'guess' ? 0.5 : weight)),
                },
              ]
            : []),
        ]}
      />
    </div>
  );
}
