/** What was asked and answered in a pane before the present answer, small: each with its bars, as it was written. */
import { useStore } from 'zustand';
import { RewardBars } from '../../charts/reward-bars.tsx';
import { answerOf, type Exchange } from '../state/conversation.ts';
import type { Pane } from '../state/panes-store.ts';
import { useTiller } from '../state/tiller-context.ts';
import { rewardBarsOf } from './bars-of.ts';
import { weightsLine } from './steering-line.ts';
import './earlier-turns.css';

export function EarlierTurns({ pane, name }: { readonly pane: Pane; readonly name: string }) {
  const { conversation, request, runs } = useTiller();
  const exchanges = useStore(conversation, (state) => state.exchanges);
  const asked = useStore(request, (state) => state.prompt);
  const run = useStore(runs, (state) => state.runs[pane.id]);
  // Another prompt may have been typed since.
  const prompt = run && 'job' in run ? run.job.prompt : asked;
  if (exchanges.length === 0) return null;
  return (
    <ol className="turns" aria-label={`Earlier turns of ${name}`}>
      {exchanges.map((exchange, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a turn is its place in the conversation
        <li key={i}>
          <EarlierTurn exchange={exchange} pane={pane} turn={i + 1} />
        </li>
      ))}
      <li>
        <p key={prompt} className="turn-prompt" dir="auto">
          {prompt}
        </p>
      </li>
    </ol>
  );
}

function EarlierTurn({ exchange, pane, turn }: { readonly exchange: Exchange; readonly pane: Pane; readonly turn: number }) {
  const { pack, rewards, mix, policyOf } = useTiller();
  const { text, scores, job } = answerOf(exchange, pane.id);
  const present = useStore(mix, (state) => state.weights);
  const author = policyOf(job);
  const weighted = author.method !== 'base';
  const moved = author.id !== policyOf(pane).id || (weighted && job.weights.join() !== present.join());
  // A changed text is a new paragraph, as in the answer: a translating browser may have put its own words into the old one.
  return (
    <>
      <p key={`asked ${exchange.prompt}`} className="turn-prompt" dir="auto">
        {exchange.prompt}
      </p>
      <p key={`answered ${text}`} className="turn-answer" dir="auto">
        {text}
      </p>
      {moved && <p className="turn-author">{`by ${author.label}${weighted ? ` at ${weightsLine(job.weights, rewards)}` : ''}`}</p>}
      <RewardBars name={`Rewards of turn ${turn}`} bars={rewardBarsOf({ pack, rewards }, scores)} />
    </>
  );
}
