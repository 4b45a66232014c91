import { fitTyped } from '../state/prompt-text.ts';

/** What a field of a prompt holds after it was typed or pasted into, cut to what a prompt may have; the caret stays where it was. */
export function fitField(field: HTMLTextAreaElement): string {
  const { prompt, caret } = fitTyped(field.value, field.selectionEnd);
  if (prompt !== field.value) {
    field.value = prompt;
    field.setSelectionRange(caret, caret);
  }
  return prompt;
}
