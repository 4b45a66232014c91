/** A paragraph of markup: words, glossary terms, formulas, and numbers that follow the figure. */
import type { ReactElement } from 'react';
import { Formula } from '../../ui/formula.tsx';
import { type Numbers, numberText, parseProse } from './parse-prose.ts';
import { Term } from './term.tsx';

export interface ProseProps {
  readonly text: string;
  readonly numbers: Numbers;
}

/** Inline content; the caller chooses the paragraph, list item or label around it. */
export function Prose({ text, numbers }: ProseProps): ReactElement {
  return (
    <>
      {parseProse(text).map((piece, i) => {
        const key = `${i}-${piece.kind}`;
        switch (piece.kind) {
          case 'text':
            return piece.text;
          case 'stress':
            return <em key={key}>{piece.text}</em>;
          case 'number':
            return (
              <span key={key} className="computed">
                {numberText(numbers, piece.name)}
              </span>
            );
          case 'term':
            return <Term key={key} text={piece.text} term={piece.term} />;
          case 'formula':
            return <Formula key={key} tex={piece.tex} />;
        }
        return null;
      })}
    </>
  );
}
