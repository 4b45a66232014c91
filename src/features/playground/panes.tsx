/** The answers side by side: same prompt, same seed, same sampling; only the coefficients differ. */
import { useStore } from 'zustand';
import { useTiller } from '../../state/tiller-context.ts';
import { Pane } from './pane.tsx';
import './panes.css';

export function Panes() {
  const { panes, runs, running } = useTiller();
  const error = useStore(runs, (state) => state.error);
  return (
    <section className="panes" aria-label="Answers">
      {error !== undefined && (
        <div className="notice error" role="alert">
          <span>The model could not answer: {error}</span>
          <span className="actions">
            <button type="button" className="button" onClick={() => void running.start({ again: true })}>
              Try again
            </button>
          </span>
        </div>
      )}
      <div className="pane-columns">
        {panes.map((policy) => (
          <Pane key={policy.id} policy={policy} />
        ))}
      </div>
      <p className="pane-note">
        Same prompt, seed and sampling in every pane. The tick on a bar is the base model’s mean. Marked words are new since the last
        weights.
      </p>
    </section>
  );
}
