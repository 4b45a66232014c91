/** How two methods of the panes compare over their training seeds, at the weighting that was asked for and at equal KL to the base. */
import { useState } from 'react';
import { intervalInWords } from '../../charts/chart-data.ts';
import { WithinKlChart } from '../../charts/within-kl-chart.tsx';
import type { SeedComparison } from '../../packs/front.ts';
import type { Policy } from '../../packs/pack.ts';

export interface EqualKlProps {
  readonly compared: Pick<SeedComparison, 'withinKl'>;
  /** The policies that the comparison names. */
  readonly policy: Pick<Policy, 'label' | 'method'>;
  readonly less: Pick<Policy, 'label' | 'method'>;
}

/** The curves of a comparison, drawn once they are unfolded; nothing where they were not measured. */
export function EqualKl({ compared: { withinKl }, policy, less }: EqualKlProps) {
  const [open, setOpen] = useState(false);
  if (!withinKl) return null;
  return (
    <details className="all-numbers" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {policy.label} and {less.label} at equal KL
      </summary>
      {open && <WithinKlChart policy={policy} less={less} {...withinKl} />}
      <p className="front-note">
        At each weighting a method answers from any of its points, as the base does, or tosses a coin between two of them; utilities are
        means over the weightings. The best of several noisy points is a little too good, for both alike.
      </p>
    </details>
  );
}

/** The comparison in sentences; of what was not measured none. */
export function overSeedsInWords(compared: SeedComparison, policy: string, less: string): string {
  const [one, other] = compared.seeds;
  const single = one === 1 && other === 1;
  const over = single
    ? 'Over the held-out prompts, of one training seed each:'
    : `Over ${one === other ? `${one} training seeds of each` : `${one} and ${other} training seeds`} and the held-out prompts:`;
  const parts = [
    `hypervolume as a share of the box, ${intervalInWords(compared.hypervolumeShare)}`,
    compared.meanInnerProduct && `utility at the weighting that was asked for, ${intervalInWords(compared.meanInnerProduct)}`,
    compared.equalKl && `the same once both are equally far from the base, ${intervalInWords(compared.equalKl)}`,
  ].filter((part) => part !== undefined);
  return `${over} ${policy} less ${less} in ${parts.join('; ')}. Where 0 lies inside, no difference is shown.`;
}
