/** The prompt, its examples, and the buttons that run, stop and re-seed. */
import { type KeyboardEvent, useId } from 'react';
import { useStore } from 'zustand';
import { measuredSeed } from '../../packs/measured-sample.ts';
import { composes } from '../../ui/composing.ts';
import { NumberField } from '../../ui/number-field.tsx';
import { isTooLong } from '../state/prompt-size.ts';
import { useTiller } from '../state/tiller-context.ts';
import { SweepButton } from '../sweep/sweep-button.tsx';
import { SweepLine } from '../sweep/sweep-line.tsx';
import { fitField } from './fit-field.ts';
import { conversationSentence, PromptLength, sentenceOf } from './prompt-length.tsx';
import './request-bar.css';

export function RequestBar() {
  const { pack, front, request, runs, engine, conversation, running, promptSize, ask } = useTiller();
  const asked = useStore(request);
  const { prompt, seed, setPrompt, setNumber } = asked;
  const { size } = useStore(promptSize);
  const tooLong = isTooLong({ size });
  const replied = useStore(conversation, (state) => state.exchanges.length > 0);
  const busy = useStore(runs, (state) => state.busy);
  const ready = useStore(engine, (state) => state.status.kind === 'ready');
  const id = useId();

  const choose = (example: string) => {
    setPrompt(example);
    setNumber('seed', measuredSeed(front, example) ?? seed);
    void ask();
  };
  const reseed = (value: number) => {
    setNumber('seed', value);
    void ask();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter sends; Shift+Enter breaks the line; an Enter that ends an input method's composition does neither.
    if (event.key !== 'Enter' || event.shiftKey || composes(event)) return;
    event.preventDefault();
    void ask();
  };

  return (
    <section className="request" aria-label="Prompt">
      <div className="request-line">
        <div className="request-label">
          <label htmlFor={id}>Prompt</label>
          <PromptLength id={`${id}-length`} />
        </div>
        <textarea
          id={id}
          rows={1}
          dir="auto"
          value={prompt}
          placeholder="Ask for something short"
          spellCheck={false}
          aria-describedby={`${id}-length ${id}-long`}
          aria-invalid={tooLong || undefined}
          onChange={(event) => setPrompt(fitField(event.target))}
          onKeyDown={onKeyDown}
        />
        <div className="request-actions">
          <NumberField label="Seed" value={seed} min={0} max={0xffffffff} step={1} width="7.5em" onCommit={reseed} />
          <button type="button" className="button" onClick={() => reseed(crypto.getRandomValues(new Uint32Array(1))[0] ?? 0)}>
            New seed
          </button>
          <SweepButton />
          {busy ? (
            <button type="button" className="button primary" onClick={() => running.stop()} aria-keyshortcuts="Escape">
              Stop
            </button>
          ) : (
            <button
              type="button"
              className="button primary"
              disabled={prompt.trim() === '' || tooLong}
              onClick={() => void ask({ again: ready })}
            >
              Run
            </button>
          )}
        </div>
      </div>
      <p id={`${id}-long`} className="prompt-too-long" role="status">
        {tooLong && size && (replied ? conversationSentence(size, asked.maxTokens) : sentenceOf(size, asked, pack.system))}
      </p>
      <SweepLine />
      <ul className="examples" aria-label="Example prompts">
        {pack.examples.map((example) => (
          <li key={example}>
            <button type="button" className="chip" dir="auto" aria-pressed={example === prompt} onClick={() => choose(example)}>
              {example}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
