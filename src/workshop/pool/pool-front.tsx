/** The front that can be had at a price of KL, the price, and how the rewards stand to each other. */
import { type ReactElement, useId, useState } from 'react';
import { decimals } from '../../charts/chart-data.ts';
import { Choice } from '../../ui/choice.tsx';
import { Range } from '../../ui/range.tsx';
import { useWorkshop } from '../state/workshop-context.ts';
import { HadPlot, HadTable } from './had-plot.tsx';
import { conflictWords, keptWords } from './pool-words.ts';
import type { Survey } from './survey.ts';
import { useHadFront, useOffline } from './use-survey.ts';

/** Decimal logarithms of the prices that can be set. */
const cheapest = -1.6;
const dearest = 0.6;
const step = 0.05;

export function PoolFront({ surveyed }: { readonly surveyed: Survey }): ReactElement {
  const { price: present } = useOffline();
  const [dragged, setDragged] = useState<number>();
  const price = dragged ?? present;
  const { value: front, busy } = useHadFront(surveyed, price);
  const [pairId, setPair] = useState('0+1');
  const { rewards } = surveyed;
  const pair = pairsOf(rewards.length).find(({ id }) => id === pairId) ?? pairsOf(rewards.length)[0];
  return (
    <section className="pool-front" aria-label="The front that can be had" aria-busy={busy}>
      <h3>The front that can be had</h3>
      <p className="quiet">
        What a policy would reach that learned this pool perfectly: the exact optimum over its candidates, before a step is trained.
        Distillation comes part of the way; only on-policy steps can find what is in no candidate.
      </p>
      {rewards.length === 3 && (
        <Choice
          label="Axes"
          value={pair?.id ?? '0+1'}
          onChange={setPair}
          options={pairsOf(3).map(({ id, places: [x, y] }) => ({ id, label: `${rewards[x]?.label}, ${rewards[y]?.label?.toLowerCase()}` }))}
        />
      )}
      {front && pair ? <HadPlot front={front} rewards={rewards} pair={pair.places} /> : <div className="pool-plot-space" />}
      <PriceOfKl price={price} dragged={dragged} onDrag={setDragged} />
      {front && keptWords(front, rewards) && <p>{keptWords(front, rewards)}</p>}
      {front && (
        <details>
          <summary>These points as a table</summary>
          <HadTable front={front} rewards={rewards} />
        </details>
      )}
    </section>
  );
}

function pairsOf(rewards: number): readonly { readonly id: string; readonly places: readonly [number, number] }[] {
  const all = [
    { id: '0+1', places: [0, 1] },
    { id: '0+2', places: [0, 2] },
    { id: '1+2', places: [1, 2] },
  ] as const;
  return rewards === 3 ? all : all.slice(0, 1);
}

interface PriceProps {
  readonly price: number;
  /** While a gesture lasts. */
  readonly dragged: number | undefined;
  readonly onDrag: (price: number | undefined) => void;
}

/** The project's own: training uses what is set here. */
function PriceOfKl({ price, dragged, onDrag }: PriceProps): ReactElement {
  const { project } = useWorkshop();
  const { usualPrice } = useOffline();
  const id = useId();
  const set = (to: number) =>
    project.getState().change((now) => ({
      ...now,
      recipe: { ...now.recipe, offline: { ...(now.recipe?.offline as object | undefined), temperature: to } },
    }));
  return (
    <div className="pool-price">
      <label htmlFor={id}>
        Price of KL <output>{decimals(price, 2)}</output>
      </label>
      <Range
        id={id}
        range={[cheapest, dearest, step]}
        value={Math.min(dearest, Math.max(cheapest, Math.log10(price)))}
        valueText={`${decimals(price, 2)} a nat`}
        onChange={(logarithm) => onDrag(Number((10 ** logarithm).toPrecision(3)))}
        onSettle={() => {
          if (dragged === undefined) return;
          set(dragged);
          onDrag(undefined);
        }}
      />
      <p className="quiet pool-price-ends">
        <span>cheap: only the best candidates count</span>
        <span>dear: stays near the base</span>
      </p>
      <p className="quiet">
        Training distils towards this target.{' '}
        {price !== usualPrice && (
          <button type="button" className="button plain" onClick={() => set(usualPrice)}>
            Back to {decimals(usualPrice, 2)}
          </button>
        )}
      </p>
    </div>
  );
}

export function PoolConflicts({ surveyed }: { readonly surveyed: Survey }): ReactElement | null {
  if (surveyed.conflicts.length === 0) return null;
  return (
    <section className="pool-conflicts">
      <h3>What pulls against what</h3>
      {surveyed.conflicts.map((conflict) => {
        const { heading, sentence } = conflictWords(conflict);
        return (
          <div key={conflict.rewards.map(({ id }) => id).join()}>
            <h4>{heading}</h4>
            <p>{sentence}</p>
          </div>
        );
      })}
    </section>
  );
}
