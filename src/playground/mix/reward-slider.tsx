/** One weight: a range input, a number field and a lock, and what the weight was measured to do. */
import { type CSSProperties, useId } from 'react';
import { useStore } from 'zustand';
import { decimals } from '../../charts/chart-data.ts';
import { rewardColour } from '../../charts/looks.tsx';
import { Marker, markerVariant } from '../../charts/marker.tsx';
import { beyondRange } from '../../math/beyond-simplex.ts';
import { Icon } from '../../ui/icon.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { Range } from '../../ui/range.tsx';
import { rewardEffects } from '../state/reward-effect.ts';
import { useTiller } from '../state/tiller-context.ts';

const percent = (weight: number) => `${Math.round(weight * 100)} percent`.replace('-', 'minus ');

export function RewardSlider({ index }: { readonly index: number }) {
  const { rewards, mix, front, panes, policies, auto } = useTiller();
  const shown = useStore(panes, (state) => state.panes);
  const weights = useStore(mix, (state) => state.weights);
  const beyond = useStore(mix, (state) => state.beyond);
  const locked = useStore(mix, (state) => state.locks[index] ?? false);
  const { move, settle, toggleLock } = useStore(mix);
  const proposed = useStore(auto, ({ view }) => (view.status === 'proposed' ? view.weights[index] : undefined));
  const id = useId();
  const reward = rewards[index];
  const weight = weights[index] ?? 0;
  const [min, max] = beyond ? beyondRange : [0, 1];
  if (!reward) return null;

  const others = rewards.flatMap((other, i) => (i === index ? [] : [`${other.label} ${percent(weights[i] ?? 0)}`])).join(', ');
  const effects = front ? rewardEffects(front, [...new Set(shown.map(({ policy }) => policy))], reward.id, index) : [];
  const digits = reward.range[1] - reward.range[0] > 10 ? 1 : 2;
  return (
    <div className="reward-slider" style={{ '--hue': rewardColour(index) } as CSSProperties}>
      <label htmlFor={id} title={reward.formula}>
        {reward.label}
      </label>
      {effects.length > 0 && (
        <p className="effect" title="Mean reward over the measured points with weight 0, and at weight 1">
          {effects.map(({ policy, from, to }) => {
            const { method, label } = policies.find(({ id: known }) => known === policy) ?? { method: 'base', label: policy };
            return (
              <span key={policy}>
                <Marker method={method} variant={markerVariant(policies, policy)} size={12} />{' '}
                <span className="visually-hidden">{label}</span>
                <span>{`${decimals(from, digits)} → ${decimals(to, digits)}`}</span>
              </span>
            );
          })}
        </p>
      )}
      <NumberField
        label={`${reward.label} weight`}
        labelHidden
        value={weight}
        min={min}
        max={max}
        step={0.01}
        decimals={2}
        width="4em"
        disabled={locked}
        onCommit={(value) => {
          move(index, value);
          settle();
        }}
      />
      <button
        type="button"
        className="button plain"
        aria-pressed={locked}
        aria-label={`Lock ${reward.label}`}
        onClick={() => toggleLock(index)}
      >
        <Icon name={locked ? 'locked' : 'unlocked'} />
      </button>
      <Range
        id={id}
        range={[min, max, 0.01]}
        value={weight}
        valueText={`${percent(weight)}; ${others}${proposed === undefined ? '' : `; proposed ${percent(proposed)}`}`}
        disabled={locked}
        onChange={(value) => move(index, value)}
        onSettle={settle}
      />
      {proposed !== undefined && (
        <span className="auto-mark" aria-hidden="true" style={{ '--at': (proposed - min) / (max - min) } as CSSProperties} />
      )}
    </div>
  );
}
