/** A formula by katex. Its output is the only markup that is ever set as such; TeX comes from our own strings, never from a reader or a model. */
import katex from 'katex';
import 'katex/dist/katex.min.css';
import { type ReactElement, useMemo } from 'react';

export interface FormulaProps {
  readonly tex: string;
  /** On a line of its own. */
  readonly display?: boolean;
}

/** Large: load it lazily. */
export function Formula({ tex, display = false }: FormulaProps): ReactElement {
  const html = useMemo(() => katex.renderToString(tex, { displayMode: display, throwOnError: true, trust: false }), [tex, display]);
  // biome-ignore lint/security/noDangerouslySetInnerHtml: katex's own output, with trust off
  return <span className={display ? 'formula display' : 'formula'} dangerouslySetInnerHTML={{ __html: html }} />;
}
