import { EngineError } from '../errors.ts';
import type { Turn } from '../requests.ts';
import { showValue } from '../show-value.ts';
import { readTemplate } from './bounded-jinja.ts';

export interface Chat {
  readonly system: string;
  /** What was said before the prompt, user and assistant by turns; absent: nothing. */
  readonly turns?: readonly Turn[];
  readonly prompt: string;
}

export interface ChatTemplate {
  /**
   * The text of a chat up to where the answer starts.
   * @throws EngineError 'unsupported-model' when the template fails over it, or leaves earlier turns out.
   */
  open(chat: Chat): string;
  /** The text of a chat with an answer, ended as the template ends one; undefined when it writes no answers. */
  closed(chat: Chat, answer: string): string | undefined;
  /** False when the template has no place for a system text: it goes before the prompt then, with an empty line between. */
  readonly systemRole: boolean;
}

interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** Words that a template passes on as they are. */
const PROBE: Chat = { system: 'Systemprobe', prompt: 'Promptprobe' };
const TURNS: readonly Turn[] = [
  { role: 'user', text: 'Questionprobe' },
  { role: 'assistant', text: 'Answerprobe' },
];

function reasonOf(error: unknown): string {
  return showValue(error instanceof Error ? error.message : String(error));
}

function unsupported(reason: string, cause?: unknown): EngineError {
  return new EngineError('unsupported-model', `the chat template (metadata tokenizer.chat_template) ${reason}`, { cause });
}

function said({ turns = [], prompt }: Chat): Message[] {
  return [...turns.map(({ role, text }): Message => ({ role, content: text })), { role: 'user', content: prompt }];
}

function own(chat: Chat): Message[] {
  // passed even when empty, so that no template puts its default in
  return [{ role: 'system', content: chat.system }, ...said(chat)];
}

/** The system text goes before the first thing that the user says. */
function merged(chat: Chat): Message[] {
  if (chat.system === '') return said(chat);
  return said(chat).map((message, i) => (i === 0 ? { ...message, content: `${chat.system}\n\n${message.content}` } : message));
}

/**
 * The model's own Jinja template, tried once before anything is built on it.
 * @throws EngineError 'unsupported-model' that says why: it cannot be read, raises, does not end, or leaves the prompt out.
 */
export function createChatTemplate(source: string, specials: { readonly bos: string; readonly eos: string }): ChatTemplate {
  let template: ReturnType<typeof readTemplate>;
  try {
    template = readTemplate(source);
  } catch (cause) {
    throw unsupported(`cannot be read: ${reasonOf(cause)}`, cause);
  }
  const render = (messages: readonly Message[], opens: boolean) =>
    template({ messages, add_generation_prompt: opens, bos_token: specials.bos, eos_token: specials.eos });
  const probe = (messages: readonly Message[]): { readonly text: string } | { readonly error: unknown } => {
    try {
      return { text: render(messages, true) };
    } catch (error) {
      return { error };
    }
  };
  const holds = (result: ReturnType<typeof probe>, ...words: readonly string[]) =>
    'text' in result && words.every((word) => result.text.includes(word));

  const first = probe(own(PROBE));
  const systemRole = holds(first, PROBE.system, PROBE.prompt);
  if (!systemRole) {
    const second = probe(merged(PROBE));
    if ('error' in second) throw unsupported(`fails: ${reasonOf(second.error)}`, second.error);
    if (!holds(second, PROBE.system, PROBE.prompt)) throw unsupported('leaves the prompt out, expected its text in the chat');
  }
  const messages = systemRole ? own : merged;
  let takesTurns: boolean | undefined;
  const checkTurns = () => {
    takesTurns ??= holds(probe(messages({ ...PROBE, turns: TURNS })), PROBE.system, PROBE.prompt, ...TURNS.map(({ text }) => text));
    if (!takesTurns) throw unsupported('leaves earlier turns out, expected all of a conversation in the chat');
  };
  return {
    systemRole,
    open: (chat) => {
      if (chat.turns?.length) checkTurns();
      try {
        return render(messages(chat), true);
      } catch (cause) {
        throw unsupported(`fails over this prompt: ${reasonOf(cause)}`, cause);
      }
    },
    closed: (chat, answer) => {
      try {
        return render([...messages(chat), { role: 'assistant', content: answer }], false);
      } catch {
        return undefined;
      }
    },
  };
}
