import { type ReactElement, useMemo } from 'react';
import type { Front } from '../../packs/front.ts';
import { type Finding, findingsOf } from './findings.ts';
import type { Offered } from './keep.ts';
import { namesOf } from './model-card.ts';

export interface FindingsProps {
  readonly offered: Offered;
  readonly front: Front;
}

/** What the front says, and what it leaves open. */
export function Findings({ offered: { pack, project }, front }: FindingsProps): ReactElement {
  const findings = useMemo(() => findingsOf(pack, front, namesOf(project)), [pack, front, project]);
  return (
    <>
      <List heading="What it shows" findings={findings} verdict="shown" none="Nothing beyond chance yet." />
      <List heading="No difference shown yet" findings={findings} verdict="open" none="Nothing is left open." />
      <p className="measure-note">
        Intervals are 95 % bootstrap over {front.prompts.length} prompts. They say nothing of another training seed: train again with
        another to see that.
      </p>
    </>
  );
}

interface ListProps {
  readonly heading: string;
  readonly findings: readonly Finding[];
  readonly verdict: Finding['verdict'];
  readonly none: string;
}

function List({ heading, findings, verdict, none }: ListProps): ReactElement {
  const own = findings.filter((finding) => finding.verdict === verdict);
  return (
    <section className="findings" data-verdict={verdict}>
      <h4>{heading}</h4>
      {own.length === 0 ? (
        <p>{none}</p>
      ) : (
        <ul>
          {own.map(({ sentence }) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
