import { useStore } from 'zustand';
import type { PromptSize } from '../state/prompt-size.ts';
import { promptLimit } from '../state/prompt-text.ts';
import { counted } from '../state/quoted.ts';
import type { Request } from '../state/request-store.ts';
import { useTiller } from '../state/tiller-context.ts';

/** Share of the longest prompt from which on its characters are counted too. */
const nearlyFull = 0.9;

/** How long the prompt is, in tokens as soon as a model can count them. */
export function PromptLength({ id }: { readonly id: string }) {
  const { request, promptSize } = useTiller();
  const { length } = useStore(request, (state) => state.prompt);
  const { size } = useStore(promptSize);
  const tokens = size && `${counted(size.tokens)} ${size.tokens === 1 ? 'token' : 'tokens'}`;
  const characters = length >= nearlyFull * promptLimit ? `${counted(length)} of ${counted(promptLimit)} characters` : undefined;
  return (
    <span id={id} className="prompt-length">
      {[tokens, characters].filter(Boolean).join(', ')}
    </span>
  );
}

/** What is wrong with a prompt that leaves its answer no room, and what can be done. */
export function sentenceOf(
  { tokens, room }: PromptSize,
  { system, maxTokens }: Pick<Request, 'system' | 'maxTokens'>,
  usualSystem: string,
): string {
  const shorten =
    system === usualSystem
      ? 'Shorten it, or the longest answer in the settings.'
      : 'Shorten it, or the system prompt or the longest answer in the settings.';
  return `The prompt is ${counted(tokens)} tokens long with its template; ${fitting(room, maxTokens)}. ${shorten}`;
}

/** The same of a prompt that goes on from earlier turns. */
export function conversationSentence({ tokens, room }: PromptSize, maxTokens: number): string {
  const shorten = 'Take a turn back, or shorten the prompt, or the longest answer in the settings.';
  return `The conversation is ${counted(tokens)} tokens long with its template; ${fitting(room, maxTokens)}. ${shorten}`;
}

function fitting(room: number, maxTokens: number): string {
  return room > 0 ? `${counted(room)} fit beside an answer of ${maxTokens}` : `an answer of ${maxTokens} leaves none`;
}
