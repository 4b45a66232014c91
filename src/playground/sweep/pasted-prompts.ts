/** A list of prompts that a reader pastes, one a line; what cannot be asked is named by its line. */
import { promptLimit } from '../state/prompt-text.ts';
import { counted, quoted } from '../state/quoted.ts';

/** Most prompts of one sweep: twice the pack's own list and more, a night's work for a laptop. */
export const promptsLimit = 200;

export interface PastedPrompts {
  /** In their order, without space around them; to be used only where nothing is complained of. */
  readonly prompts: readonly string[];
  /** A sentence for each line that is empty, too long or there before, and for a list without end or beginning. */
  readonly complaints: readonly string[];
}

/** Empty lines after the last prompt are nothing; one between two prompts is told, as something may be missing there. */
export function readPastedPrompts(text: string): PastedPrompts {
  const lines = text.trimEnd().split(/\r\n|\r|\n/);
  const prompts = lines.map((line) => line.trim());
  if (text.trim() === '') return { prompts: [], complaints: ['Expected one prompt a line, got none.'] };
  const firsts = new Map<string, number>();
  const complaints = prompts.flatMap((prompt, i) => {
    if (prompt === '') return [`Line ${i + 1} is empty.`];
    if (prompt.length > promptLimit) {
      return [`Line ${i + 1} (“${quoted(prompt)}”) has ${counted(prompt.length)} characters; ${counted(promptLimit)} fit.`];
    }
    const first = firsts.get(prompt);
    if (first !== undefined) return [`Line ${i + 1} (“${quoted(prompt)}”) is line ${first + 1} again.`];
    firsts.set(prompt, i);
    return [];
  });
  if (prompts.length > promptsLimit) complaints.unshift(`Expected at most ${promptsLimit} prompts, got ${counted(prompts.length)}.`);
  return { prompts, complaints };
}
