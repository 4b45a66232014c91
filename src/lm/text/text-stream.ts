/**
 * Turns the bytes of generated tokens into text while they come, and shows nothing that a later token would turn into something else:
 * neither half of a UTF-8 sequence nor half of an emoji made of several code points (flags, skin tones, joined families).
 */
export interface TextStream {
  /** Text that is safe to show after these bytes; may be empty. */
  push(bytes: Uint8Array): string;
  /** What was held back; broken UTF-8 becomes U+FFFD. */
  end(): string;
}

/** A run of code points, at the end of the text, that a following code point may still join. */
const OPEN_EMOJI = /(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|\u200d|\ufe0f|\u20e3|[\u{e0020}-\u{e007f}])+$/u;

/** Undefined in browsers that lack it: a whole run of emoji waits there, not only its last. */
const graphemes = 'Segmenter' in Intl ? new Intl.Segmenter('en', { granularity: 'grapheme' }) : undefined;

/** Characters at the end of `text` that have to wait for the next token. */
function openLength(text: string): number {
  const run = OPEN_EMOJI.exec(text)?.[0];
  if (run === undefined) return 0;
  if (!graphemes) return run.length;
  let last = run;
  for (const { segment } of graphemes.segment(run)) last = segment;
  return last.length;
}

export function createTextStream(): TextStream {
  // ignoreBOM: a model that writes U+FEFF means it; by default the decoder swallows one at the start
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let held = '';
  return {
    push(bytes) {
      const text = held + decoder.decode(bytes, { stream: true });
      const safe = text.length - openLength(text);
      held = text.slice(safe);
      return text.slice(0, safe);
    },
    end() {
      const text = held + decoder.decode();
      held = '';
      return text;
    },
  };
}
