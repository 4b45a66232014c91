/** What changed in a text since the last one, word by word. */
import { diffWordsWithSpace } from 'diff';

export interface TextPart {
  readonly text: string;
  readonly changed: boolean;
}

/**
 * The parts of `text` in order; joined they are `text` again. Changed parts hold no leading or trailing space, and words that changed
 * side by side are one part. Without a `previous` nothing is marked.
 */
export function changedParts(previous: string | undefined, text: string): TextPart[] {
  if (previous === undefined) return text === '' ? [] : [{ text, changed: false }];
  const parts: { text: string; changed: boolean }[] = [];
  const push = (piece: string, changed: boolean) => {
    if (piece === '') return;
    const last = parts.at(-1);
    const beforeLast = parts.at(-2);
    // A space between two changed words belongs to the change.
    if (changed && last && beforeLast?.changed && last.text.trim() === '') {
      parts.pop();
      beforeLast.text += last.text + piece;
    } else if (last?.changed === changed) last.text += piece;
    else parts.push({ text: piece, changed });
  };
  for (const { value, added, removed } of diffWordsWithSpace(previous, text)) {
    if (removed) continue;
    if (!added) {
      push(value, false);
      continue;
    }
    const core = value.trim();
    const start = value.indexOf(core);
    push(value.slice(0, start), false);
    push(core, core !== '');
    push(value.slice(start + core.length), false);
  }
  return parts;
}

/** Words in the changed parts. */
export function countChanged(parts: readonly TextPart[]): number {
  return parts.reduce((sum, { text, changed }) => sum + (changed ? text.split(/\s+/).filter(Boolean).length : 0), 0);
}
