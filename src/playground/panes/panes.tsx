/** The answers side by side: same prompt, same seed, same sampling; only what steers them differs. */
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { latePart } from '../../ui/late-part.tsx';
import { paneLimit } from '../state/panes-store.ts';
import { useTiller } from '../state/tiller-context.ts';
import { Pane } from './pane.tsx';
import { ConversationNote, Reply, ReplyButton } from './reply.tsx';
import './panes.css';

const Samples = latePart(() => import('../samples/samples.tsx').then((module) => module.Samples));

export function Panes() {
  const { panes: store, policies, policyOf, paneNames, runs, samples, retry } = useTiller();
  const sampled = useStore(samples, ({ job }) => job !== undefined);
  const { panes, add } = useStore(store);
  const { error, badAdapters } = useStore(
    runs,
    useShallow((state) => ({ error: state.error, badAdapters: state.badAdapters })),
  );
  const names = paneNames(panes);
  // The first policy that no pane shows yet; where all are shown, the last pane's once more.
  const next =
    policies.find(({ id }) => panes.every((pane) => pane.policy !== id)) ?? policyOf(panes.at(-1) ?? { policy: '', options: {} });
  return (
    <section className="panes" aria-label="Answers">
      {(error ?? badAdapters) !== undefined && (
        <div className="notice error" role="alert">
          <span>{[error, badAdapters].filter(Boolean).join(' ')}</span>
          <span className="actions">
            <button type="button" className="button" onClick={retry}>
              Try again
            </button>
          </span>
        </div>
      )}
      <div className="pane-columns" data-panes={panes.length}>
        {panes.map((pane, i) => (
          <Pane key={pane.id} pane={pane} place={i + 1} name={names[i] ?? pane.policy} />
        ))}
      </div>
      <div className="pane-note">
        <p>
          Same prompt, seed and sampling in every pane. The tick on a bar is the base model’s mean. Marked words are new since the last
          change.
        </p>
        <ReplyButton />
        {panes.length < paneLimit && (
          <button type="button" className="button plain" onClick={() => add(next.id)}>
            Add a pane
          </button>
        )}
      </div>
      <ConversationNote />
      <Reply />
      {sampled && <Samples />}
    </section>
  );
}
