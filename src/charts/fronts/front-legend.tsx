/** Which fronts are drawn: one toggle a policy. Those that a reader seldom asks for wait behind one more button. */
import { type ReactElement, useState } from 'react';
import type { ChartPolicy } from '../chart-data.ts';
import { LineSample } from '../looks.tsx';
import { Marker, methodColour, variantDash } from '../marker.tsx';
import './fronts.css';

export interface FrontLegendProps {
  /** Every measured policy, in the pack's order. */
  readonly policies: readonly Pick<ChartPolicy, 'id' | 'method' | 'variant' | 'label' | 'apart'>[];
  readonly isShown: (id: string) => boolean;
  /** Always in sight, shown or not; so is what is shown now. */
  readonly isUsual: (id: string) => boolean;
  readonly onToggle: (id: string) => void;
  /** What else the chart draws, e.g. `large: this text`. */
  readonly note?: string;
}

export function FrontLegend({ policies, isShown, isUsual, onToggle, note }: FrontLegendProps): ReactElement {
  const [open, setOpen] = useState(false);
  // A toggle that was just used stays where it is, with its focus.
  const [used, setUsed] = useState<readonly string[]>([]);
  const inSight = ({ id }: { id: string }) => isShown(id) || isUsual(id) || used.includes(id);
  const rest = policies.filter((policy) => !inSight(policy)).length;
  const toggle = (id: string) => {
    setUsed((before) => [...before, id]);
    onToggle(id);
  };
  return (
    <ul className="front-legend" aria-label="Fronts shown">
      {policies
        .filter((policy) => open || inSight(policy))
        .map(({ id, method, variant, label, apart }) => (
          <li key={id}>
            <button type="button" aria-pressed={isShown(id)} onClick={() => toggle(id)}>
              <Sample method={method} variant={variant} apart={apart ?? false} /> {label}
            </button>
          </li>
        ))}
      {(rest > 0 || open) && (
        <li>
          <button type="button" className="front-legend-more" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? 'fewer' : `${rest} more`}
          </button>
        </li>
      )}
      {note && <li className="front-legend-note">{note}</li>}
    </ul>
  );
}

/** The marker, with a piece of the policy's line where its dash tells it from another policy of its method. */
function Sample({ method, variant, apart }: { readonly method: string; readonly variant: number | undefined; readonly apart: boolean }) {
  const dash = variantDash(variant);
  if (apart || dash === undefined) return <Marker method={method} variant={variant} />;
  return (
    <>
      <Marker method={method} variant={variant} />
      <LineSample colour={methodColour(method)} dash={dash} width={18} strokeWidth={1.5} />
    </>
  );
}
