import type { ReactElement, ReactNode } from 'react';
import './number-table.css';

export interface NumberTableProps {
  /** Names the region that scrolls sideways, which the keyboard then reaches; without one it only clips. */
  readonly name?: string;
  readonly caption: ReactNode;
  /** The head's cells, each a `th` of scope col. */
  readonly head: ReactNode;
  /** Rows. */
  readonly children: ReactNode;
  readonly className?: string;
}

/** Numbers in columns, which scroll sideways where there is no room for them. */
export function NumberTable({ name, caption, head, children, className = '' }: NumberTableProps): ReactElement {
  const table = (
    <table className={`number-table ${className}`.trim()}>
      <caption>{caption}</caption>
      <thead>
        <tr>{head}</tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
  if (name === undefined) return <div className="number-table-scroll">{table}</div>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="number-table-scroll" tabIndex={0} aria-label={`${name}, scrolls sideways`}>
      {table}
    </section>
  );
}
