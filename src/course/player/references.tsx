import type { ReactElement } from 'react';
import type { ReferenceStrings } from '../../strings/lesson-strings.ts';
import { strings } from '../../strings/strings.ts';

/** Papers as links, with the section to look at. */
export function References({ references }: { readonly references: readonly ReferenceStrings[] }): ReactElement {
  return (
    <section className="references" aria-label={strings.frame.references}>
      <h2>{strings.frame.references}</h2>
      <ul>
        {references.map(({ title, arxiv, url, section }) => (
          <li key={title}>
            <a href={arxiv === undefined ? url : `https://arxiv.org/abs/${arxiv}`}>{title}</a>
            {arxiv !== undefined && ` arXiv ${arxiv}`}
            {section !== undefined && `, ${section}`}
          </li>
        ))}
      </ul>
    </section>
  );
}
