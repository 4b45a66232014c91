/** What was asked and answered in a pane before the present prompt, small: each answer with its bars, as it was written. */
import { useStore } from 'zustand';
import { RewardBars } from '../../charts/reward-bars.tsx';
import { answerOf, type Exchange } from '../state/conversation.ts';
import type { Pane } from '../state/panes-store.ts';
import { useTiller } from '../state/tiller-context.ts';
import { rewardBarsOf } from './bars-of.ts';
import { weightsLine } from './steering-line.ts';
import './earlier-turns.css';

export function EarlierTurns({ pane, name }: { readonly pane: Pane; readonly name: string }) {
  const { conversation } = useTiller();
  const exchanges = useStore(conversation, (state) => state.exchanges);
  if (exchanges.length === 0) return null;
  return (
    <ol className="turns" aria-label={`Earlier turns of ${name}`}>
      {exchanges.map((exchange, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a turn is its place in the conversation
        <li key={i}>
          <EarlierTurn exchange={exchange} pane={pane} turn={i + 1} />
        </li>
      ))}
    </ol>
  );
}

function EarlierTurn({ exchange, pane, turn }: { readonly exchange: Exchange; readonly pane: Pane; readonly turn: number }) {
  const { pack, rewards, policyOf } = useTiller();
  const { text, scores, job } = answerOf(exchange, pane.id);
  const author = policyOf(job);
  const weights = author.method === 'base' ? '' : ` at ${weightsLine(job.weights, rewards)}`;
  // A changed text is a new paragraph, as in the answer: a translating browser may have put its own words into the old one.
  return (
    <>
      <p key={`asked ${exchange.prompt}`} className="turn-prompt" dir="auto">
        {exchange.prompt}
      </p>
      <p key={`answered ${text}`} className="turn-answer" dir="auto">
        {text}
      </p>
      <p className="turn-author">{`${author.label}${weights}`}</p>
      <RewardBars name={`Rewards of turn ${turn}`} bars={rewardBarsOf({ pack, rewards }, scores)} />
    </>
  );
}
