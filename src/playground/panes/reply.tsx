/** The way on in a conversation: the next prompt for every pane alike, the last one taken back, all of it cleared. */
import { type KeyboardEvent, useEffect, useId, useRef } from 'react';
import { useStore } from 'zustand';
import { composes } from '../../ui/composing.ts';
import { fitField } from '../request/fit-field.ts';
import { conversationSentence } from '../request/prompt-length.tsx';
import { isTooLong } from '../state/prompt-size.ts';
import { useTiller } from '../state/tiller-context.ts';
import './reply.css';

/** Shows the field for a reply; there once the reader has run a prompt. */
export function ReplyButton() {
  const { conversation, runs } = useTiller();
  const { begun, replying } = useStore(conversation);
  const answered = useStore(runs, (state) => Object.values(state.runs).some(({ text }) => text !== ''));
  if (replying || !begun || !answered) return null;
  return (
    <button type="button" className="button plain" onClick={conversation.open}>
      Reply
    </button>
  );
}

export function Reply() {
  const { conversation, runs, engine, request, replySize, view } = useTiller();
  const { reply, replying } = useStore(conversation);
  const busy = useStore(runs, (state) => state.busy);
  const ready = useStore(engine, (state) => state.status.kind === 'ready');
  const maxTokens = useStore(request, (state) => state.maxTokens);
  const { size } = useStore(replySize);
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  useEffect(() => {
    if (replying) field.current?.focus();
  }, [replying]);
  if (!replying) return null;

  const tooLong = isTooLong({ size });
  const able = !busy && ready && !tooLong && reply.trim() !== '';
  const send = () => {
    if (!able) return;
    conversation.send();
    view.getState().announce('Sent to every pane.');
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // As in the prompt: Enter sends, Shift+Enter breaks the line.
    if (event.key !== 'Enter' || event.shiftKey || composes(event)) return;
    event.preventDefault();
    send();
  };
  return (
    <div className="reply">
      <label htmlFor={id}>Reply to every pane</label>
      <textarea
        ref={field}
        id={id}
        className="field"
        rows={1}
        dir="auto"
        value={reply}
        spellCheck={false}
        aria-describedby={`${id}-long`}
        aria-invalid={tooLong || undefined}
        onChange={(event) => conversation.write(fitField(event.target))}
        onKeyDown={onKeyDown}
      />
      <button type="button" className="button primary" disabled={!able} onClick={send}>
        Send
      </button>
      <button type="button" className="button plain" onClick={conversation.close}>
        Close
      </button>
      <p id={`${id}-long`} className="prompt-too-long" role="status">
        {tooLong && size && conversationSentence(size, maxTokens)}
      </p>
    </div>
  );
}

/** What the panes stand on, once there is a conversation. */
export function ConversationNote() {
  const { conversation, view } = useTiller();
  const turns = useStore(conversation, (state) => state.exchanges.length);
  if (turns === 0) return null;
  const back = (go: () => void, said: string) => () => {
    go();
    view.getState().announce(said);
  };
  return (
    <div className="conversation-note">
      <p>
        {`Turn ${turns + 1}. Earlier turns stand as they were written: sliders and settings change the last answer alone. A link to this page holds the first prompt only, and a sweep asks the last one by itself.`}
      </p>
      <button type="button" className="button plain" onClick={back(conversation.takeBack, `Turn ${turns + 1} is taken back.`)}>
        Take turn back
      </button>
      <button
        type="button"
        className="button plain"
        onClick={back(conversation.clear, 'The conversation is cleared: the first prompt is left.')}
      >
        Clear
      </button>
    </div>
  );
}
