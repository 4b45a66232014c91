import type { Scorer } from '../reward.ts';
import { PLAIN } from './form.ts';

const NUMBERS = /(?:^|\s)(\d)[.):]/g;
const BULLETS = /(?:^|\n)[ \t]*[-–*•·]/g;

/**
 * Held-out twin of the form rewards: counts markers instead of reading lines. Enumerators 1 and 2 in order anywhere in the text make a numbered
 * answer, two dashes or dots at line starts a bulleted one; both or only one marker is worth nothing, none is plain. Range [0, 1].
 */
export function createMarkerTwin(
  id: string,
  label: string,
  worth: { readonly numbered: number; readonly bulleted: number },
  plain = PLAIN,
): Scorer {
  return {
    id,
    label,
    formula: `enumerators 1 and 2: ${worth.numbered}; two bullets: ${worth.bulleted}; no marker: ${plain}; else 0`,
    range: [0, 1],
    score({ text }) {
      const numbers = [...text.matchAll(NUMBERS)].map((match) => match[1]);
      const bullets = text.match(BULLETS)?.length ?? 0;
      if (numbers.length === 0 && bullets === 0) return text.trim() === '' ? 0 : plain;
      if (numbers.length > 0 && bullets > 0) return 0;
      if (bullets >= 2) return worth.bulleted;
      return numbers[0] === '1' && numbers[1] === '2' ? worth.numbered : 0;
    },
  };
}
