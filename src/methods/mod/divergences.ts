import type { Divergence } from '../method.ts';
import type { ChoiceOption } from '../options.ts';

/** Which f-divergence from the base the experts are taken to be optimal under. */
export const divergenceOption: ChoiceOption<Divergence> = {
  kind: 'choice',
  name: 'divergence',
  usual: 'reverse-kl',
  label: 'Divergence',
  choices: [
    { id: 'reverse-kl', label: 'reverse KL' },
    { id: 'forward-kl', label: 'forward KL' },
    { id: 'jsd', label: 'Jensen–Shannon' },
    { id: 'alpha', label: 'α = ½' },
  ],
};

/** A divergence as the interface calls it. */
export function divergenceName(divergence: Divergence): string {
  return divergenceOption.choices.find(({ id }) => id === divergence)?.label ?? divergence;
}
