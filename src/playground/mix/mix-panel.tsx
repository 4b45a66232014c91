/** The preference vector: one linked slider a reward, presets, and the history. */
import { useStore } from 'zustand';
import { isBeyond } from '../../math/beyond-simplex.ts';
import { cornerWeighting, equalWeighting } from '../../math/simplex.ts';
import { Icon } from '../../ui/icon.tsx';
import { useTiller } from '../state/tiller-context.ts';
import { AutoProposal } from './auto-proposal.tsx';
import './mix-panel.css';
import { OwnRewards } from './own-rewards.tsx';
import { RewardSlider } from './reward-slider.tsx';

export function MixPanel() {
  const { rewards, mix, history, front } = useTiller();
  const { weights, beyond, set } = useStore(mix);
  const { past, future, undo, redo } = useStore(history);
  const near = (target: readonly number[]) => target.every((weight, i) => Math.abs(weight - (weights[i] ?? 0)) < 0.005);
  const presets = [
    { label: 'Equal', weights: equalWeighting(rewards.length) },
    ...rewards.map((reward, i) => ({ label: `All ${reward.label.toLowerCase()}`, weights: cornerWeighting(rewards.length, i) })),
  ];
  return (
    <section className="mix" aria-labelledby="mix-heading">
      <header>
        <h2 id="mix-heading">Weights</h2>
        <p className="rule">{beyond ? 'Sum 1: −0.5 to 1.5 each' : 'Sum 1: move one, the others share the rest'}</p>
        <span className="history">
          <button
            type="button"
            className="button plain"
            aria-label="Undo"
            aria-keyshortcuts="Control+Z"
            disabled={past.length === 0}
            onClick={undo}
          >
            <Icon name="undo" />
          </button>
          <button
            type="button"
            className="button plain"
            aria-label="Redo"
            aria-keyshortcuts="Control+Shift+Z"
            disabled={future.length === 0}
            onClick={redo}
          >
            <Icon name="redo" />
          </button>
        </span>
      </header>
      {rewards.map((reward, index) => (
        <RewardSlider key={reward.id} index={index} />
      ))}
      <fieldset className="presets">
        <legend className="visually-hidden">Presets</legend>
        {presets.map((preset) => (
          <button key={preset.label} type="button" className="chip" aria-pressed={near(preset.weights)} onClick={() => set(preset.weights)}>
            {preset.label}
          </button>
        ))}
      </fieldset>
      <AutoProposal />
      {isBeyond(weights) && <p className="key beyond">Beyond 0 and 1 nothing was trained: the adapters are added up all the same.</p>}
      <OwnRewards />
      {front && <p className="key">Beside each name, its measured mean: weight 0 → weight 1.</p>}
    </section>
  );
}
