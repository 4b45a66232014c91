/** The head of a pane: which policy answers, and how far it is. */
import type { CSSProperties } from 'react';
import { useStore } from 'zustand';
import { Marker, markerVariant } from '../../charts/marker.tsx';
import { policyFamilies } from '../method-card/method-families.ts';
import type { Pane } from '../state/panes-store.ts';
import type { Run } from '../state/run.ts';
import { useTiller } from '../state/tiller-context.ts';

const statusWords: Readonly<Record<Run['status'], string>> = {
  empty: '',
  precomputed: 'precomputed',
  queued: 'reading',
  streaming: 'writing',
  done: 'live',
  stopped: 'stopped',
  opened: 'opened',
  failed: 'failed',
};

export interface PaneHeadProps {
  readonly pane: Pane;
  /** From 1. */
  readonly place: number;
  readonly headingId: string;
  /** Unique among the panes. */
  readonly name: string;
  readonly status: Run['status'];
  readonly measuring: boolean;
}

export function PaneHead({ pane, place, headingId, name, status, measuring }: PaneHeadProps) {
  const { policies, policyOf, panes } = useTiller();
  const { choose } = useStore(panes);
  const policy = policyOf(pane);
  return (
    <header>
      <h3 id={headingId} className="visually-hidden">
        {name}
      </h3>
      <Marker method={policy.method} variant={markerVariant(policies, policy.id)} />
      <select
        className="pane-method"
        aria-label={`Method of pane ${place}`}
        style={{ '--hue': `var(--method-${policy.method})` } as CSSProperties}
        value={policy.id}
        onChange={(event) => choose(pane.id, event.target.value)}
      >
        {policyFamilies(policies).map((family) => (
          <optgroup key={family.label} label={family.label}>
            {family.policies.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <span className="pane-status">{measuring ? 'measuring' : statusWords[status]}</span>
    </header>
  );
}
