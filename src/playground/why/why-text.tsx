/** The words of an answer, one of them chosen: by pointer, tap, or arrow keys within one tab stop. */
import { type CSSProperties, type KeyboardEvent, useRef, useState } from 'react';
import { percent, spokenWord, type WhyWord } from './why-words.ts';

export interface WhyTextProps {
  /** Of the pane. */
  readonly name: string;
  readonly words: readonly WhyWord[];
  /** Index of the chosen word. */
  readonly at: number;
  readonly onChoose: (at: number) => void;
}

/** Strength of the underline, 0 to 1: by the root of the divergence, so that a tenth of a nat is seen, and full from one nat on. */
const strength = (divergence = 0) => Math.sqrt(Math.min(1, divergence));

const moves: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowRight: (at, last) => Math.min(at + 1, last),
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowLeft: (at) => Math.max(at - 1, 0),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};

export function WhyText({ name, words, at, onChoose }: WhyTextProps) {
  const list = useRef<HTMLDivElement>(null);
  // A word that was clicked stays, whatever the pointer passes on its way to the card.
  const [pinned, setPinned] = useState(false);
  const onKeyDown = (event: KeyboardEvent) => {
    const move = moves[event.key];
    if (!move || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const to = move(at, words.length - 1);
    setPinned(true);
    onChoose(to);
    list.current?.querySelectorAll<HTMLElement>('[role="option"]')[to]?.focus();
  };
  return (
    <div className="answer">
      <div
        ref={list}
        className="why-text"
        role="listbox"
        aria-label={`Words of ${name}`}
        aria-orientation="horizontal"
        // Tokens are what they are in the model's language; and a browser that translates would move their elements.
        translate="no"
        dir="auto"
        data-pinned={pinned || undefined}
        onKeyDown={onKeyDown}
        onPointerOver={({ pointerType, target }) => {
          const to = placeOf(target);
          if (pointerType === 'mouse' && !pinned && to !== undefined) onChoose(to);
        }}
        onClick={({ target }) => {
          const to = placeOf(target);
          if (to === undefined) return;
          setPinned(!pinned || to !== at);
          onChoose(to);
        }}
      >
        {words.map((word, i) => (
          <span
            key={word.from}
            role="option"
            data-place={i}
            aria-selected={i === at}
            aria-label={`${spokenWord(word)}, ${percent(word.probabilities[0] ?? 0)}`}
            tabIndex={i === at ? 0 : -1}
            style={{ '--parts': strength(word.divergence) } as CSSProperties}
          >
            <Written word={word} />
          </span>
        ))}
      </div>
    </div>
  );
}

/** The word that an event was at. */
function placeOf(target: EventTarget): number | undefined {
  const place = (target as Element).closest<HTMLElement>('[data-place]')?.dataset.place;
  return place === undefined ? undefined : Number(place);
}

/** What cannot be seen has a sign: a line break, a space without a word, the end. */
function Written({ word: { text, ends } }: { readonly word: WhyWord }) {
  if (ends) return <span className="why-sign">■</span>;
  if (text === '') return <span className="why-sign">∅</span>;
  if (text.trim() !== '') return text;
  // A sign stands for a space, but before a line break.
  const breaks = text.includes('\n');
  return (
    <>
      <span className="why-sign">{breaks ? '↵' : '␣'}</span>
      {breaks ? text : text.slice(1)}
    </>
  );
}
