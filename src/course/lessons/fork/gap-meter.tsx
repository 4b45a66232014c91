import type { CSSProperties, ReactElement } from 'react';
import { methodColour } from '../../../charts/marker.tsx';
import { strings } from '../../../strings/strings.ts';
import { type ForkWorld, forkGap, leftValue } from '../../../theory/fork.ts';
import { fill } from '../../prose/parse-prose.ts';

const words = strings.lessons.fork.figure;

/** The playground with the pack of this lesson's name: its soup and CLP at equal weights, both with the meter at their words. */
const realModel = '#v=1&pack=fork&w=0.5,0.5&panes=rs,clp&why=1,2';

/** What the mix hopes of left, what left is worth, and what right is worth, on one scale from 0 to 1; the difference of the first two is the gap. */
export function GapMeter({ world, weight }: { readonly world: ForkWorld; readonly weight: number }): ReactElement {
  const truth = leftValue(world, weight);
  const gap = forkGap(world, weight);
  const mix = methodColour('mod');
  return (
    <div>
      <p className="figure-title">{fill(words.meter, { weight: weight.toFixed(2) })}</p>
      <dl className="gap-meter">
        <Row label={words.hope} value={truth + gap} colour={mix} of={truth} />
        <Row label={words.truth} value={truth} colour={mix} />
        <Row label={words.right} value={world.c} colour="var(--ink-3)" />
      </dl>
      <p className="gap-value">{fill(words.gap, { gap: gap.toFixed(3) })}</p>
      <p className="gap-link">
        <a href={realModel}>{words.meterLink}</a>
      </p>
    </div>
  );
}

/** A bar; what exceeds `of` is hatched. */
function Row({
  label,
  value,
  colour,
  of = value,
}: {
  readonly label: string;
  readonly value: number;
  readonly colour: string;
  readonly of?: number;
}) {
  return (
    <div style={{ '--hue': colour, '--share': Math.max(0, of), '--excess': Math.max(0, value - of) } as CSSProperties}>
      <dt>{label}</dt>
      <dd>
        <span className="gap-track" aria-hidden="true">
          <span className="gap-fill" />
          <span className="gap-excess" />
        </span>
        <span className="gap-number">{value.toFixed(2)}</span>
      </dd>
    </div>
  );
}
