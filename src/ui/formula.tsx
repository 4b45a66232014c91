/** A formula by katex, built node by node: markup in strings is never set anywhere on the page, which the content security policy holds. */
import katex from 'katex';
import 'katex/dist/katex.min.css';
import { type ReactElement, useLayoutEffect, useRef } from 'react';

export interface FormulaProps {
  readonly tex: string;
  /** On a line of its own. */
  readonly display?: boolean;
}

/** Large: load it lazily. */
export function Formula({ tex, display = false }: FormulaProps): ReactElement {
  const place = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    if (place.current) katex.render(tex, place.current, { displayMode: display, throwOnError: true, trust: false });
  }, [tex, display]);
  return <span ref={place} className={display ? 'formula display' : 'formula'} />;
}
