/** Asks for a weighting that fits the prompt, says what is proposed and how good such proposals were, and takes it when told to. */
import { useStore } from 'zustand';
import type { Auto } from '../../packs/auto.ts';
import type { AutoStore } from '../state/auto-store.ts';
import { useTiller } from '../state/tiller-context.ts';
import './auto-proposal.css';

export function AutoProposal() {
  const { pack, auto } = useTiller();
  return pack.auto ? <Proposal head={pack.auto} store={auto} /> : null;
}

function Proposal({ head, store }: { readonly head: Auto; readonly store: AutoStore }) {
  const { engine, request, policies, mix } = useTiller();
  const { view, propose, take } = useStore(store);
  const { kind } = useStore(engine, ({ status }) => status);
  const weights = useStore(mix, (state) => state.weights);
  const empty = useStore(request, ({ prompt }) => prompt.trim() === '');
  const there = view.status === 'proposed' && view.weights.every((weight, i) => Math.abs(weight - (weights[i] ?? 0)) < 0.005);
  const judge = policies.find(({ id }) => id === head.judged.policy)?.label ?? head.judged.policy;
  return (
    <section className="auto-proposal" aria-label="Auto">
      {view.status === 'proposed' ? (
        <>
          <p>
            <span className="auto-tick" aria-hidden="true" />
            {`Proposed for this prompt: ${view.weights.map((weight) => weight.toFixed(2)).join(', ')}`}
          </p>
          <button type="button" className="button" aria-disabled={there} onClick={take}>
            {there ? 'Taken' : 'Take it'}
          </button>
          <p className="auto-judged">{judgement(head, judge)}</p>
        </>
      ) : (
        <button
          type="button"
          className="button"
          aria-disabled={kind !== 'ready' || empty || view.status === 'reading'}
          onClick={() => {
            if (kind === 'ready' && !empty && view.status !== 'reading') void propose();
          }}
        >
          {view.status === 'reading' ? 'Reading the prompt …' : 'Propose weights for this prompt'}
        </button>
      )}
      {view.status === 'failed' && <p>{view.error}</p>}
    </section>
  );
}

/** What taking such proposals was worth, in one or two sentences. */
export function judgement({ judged: { prompts, aboveCentre } }: Pick<Auto, 'judged'>, policy: string): string {
  const { mean, low, high } = aboveCentre;
  const says = (value: number) => value.toFixed(2).replace('-', '−');
  const verdict =
    low > 0 ? 'better than equal weights' : high < 0 ? 'worse than equal weights' : 'not shown to be better than equal weights';
  return `By the least reward of ${policy}’s answers to ${prompts} held-out prompts such proposals are ${verdict}: ${says(mean)} standard deviations (${says(low)} to ${says(high)}).`;
}
