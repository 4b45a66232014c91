/** What is known of one word: how likely it and its rivals are by whom, and which adapter pulled. */
import type { CSSProperties } from 'react';
import { useStore } from 'zustand';
import { Marker, markerVariant, methodColour } from '../../charts/marker.tsx';
import { useTiller } from '../state/tiller-context.ts';
import { PullBars } from './pull-bars.tsx';
import type { ExplainedView } from './why-store.ts';
import { percent, shownWord, spokenWord, type WhyRival, type WhyWord } from './why-words.ts';

export interface WhyCardProps {
  readonly view: ExplainedView;
  readonly word: WhyWord;
  readonly onGoOn: (rival: WhyRival) => void;
}

export function WhyCard({ view: { question, pulls, error }, word, onGoOn }: WhyCardProps) {
  const { policies, engine } = useTiller();
  // There a prefill is not quite what the steps were.
  const half = useStore(engine, ({ status }) => status.kind === 'ready' && status.info.precision === 'f16');
  const { viewpoints, pullers } = question;
  return (
    <section className="why-card" aria-label={`Why “${spokenWord(word)}”`}>
      <p className="why-word" translate="no">
        <b>{shownWord(word)}</b> <span>{standing(word)}</span>
      </p>
      <table className="why-table" translate="no">
        <caption className="visually-hidden">Probability of this word and of its rivals</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">Word</span>
            </th>
            {viewpoints.map(({ name, method, policy }) => (
              <th scope="col" key={name} title={name}>
                <Marker method={method} variant={markerVariant(policies, policy)} size={12} />
                <span>{name}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr className="why-own">
            <th scope="row">{shownWord(word)}</th>
            <Chances probabilities={word.probabilities} methods={viewpoints.map(({ method }) => method)} />
          </tr>
          {word.rivals.map((rival) => (
            <tr key={rival.token}>
              <th scope="row">
                <button
                  type="button"
                  className="button plain why-rival"
                  aria-label={`Go on from here with “${spokenWord(rival)}”`}
                  title="Go on from here with this word"
                  onClick={() => onGoOn(rival)}
                >
                  {shownWord(rival)}
                </button>
              </th>
              <Chances probabilities={rival.probabilities} methods={viewpoints.map(({ method }) => method)} />
            </tr>
          ))}
        </tbody>
      </table>
      <p className="why-note">
        {`Choose a rival${word.tokens > 1 ? ' of the first token' : ''}, and the answer goes on from it. `}
        {`Probabilities at temperature ${question.words.temperature}, before any filter${half ? ', in half precision: good to about 0.3 nats' : ''}.`}
      </p>
      {pullers.length === 0 ? (
        <p className="why-note">No adapter pulls here: this is the base model.</p>
      ) : (
        <PullBars pullers={pullers} pulls={pulls && word.pulls} pull={word.pull} failed={error !== undefined} />
      )}
    </section>
  );
}

/** `the likeliest here`, `the 3rd likeliest of all tokens here, experts part by 0.41 nats`. */
function standing({ rank, tokens, divergence }: WhyWord): string {
  const place = rank === 1 ? 'likeliest here' : `${ordinal(rank)} likeliest here`;
  const several = tokens > 1 ? `, ${tokens} tokens together` : '';
  const parts = divergence === undefined ? '' : `, experts part by ${divergence.toFixed(2)} nats`;
  return `${place}${several}${parts}`;
}

function ordinal(rank: number): string {
  const teen = rank % 100 >= 11 && rank % 100 <= 13;
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][rank % 10] ?? 'th');
  return `${rank}${ending}`;
}

interface ChancesProps {
  readonly probabilities: readonly number[];
  /** Of the viewpoints. */
  readonly methods: readonly string[];
}

/** A cell a viewpoint, filled as far as the word is likely there. */
function Chances({ probabilities, methods }: ChancesProps) {
  return probabilities.map((probability, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a cell has no identity but its column
    <td key={i} style={{ '--hue': methodColour(methods[i] ?? ''), '--share': probability } as CSSProperties}>
      {percent(probability)}
    </td>
  ));
}
