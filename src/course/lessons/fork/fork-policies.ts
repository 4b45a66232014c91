/** How the policies of the fork are drawn: one name, marker and line each. */
import { strings } from '../../../strings/strings.ts';
import type { ForkPolicyId } from '../../../theory/fork-training.ts';

const words = strings.lessons.fork.figure;

export interface ForkPolicyLook {
  readonly id: ForkPolicyId;
  readonly label: string;
  /** Method id: colour and marker. */
  readonly method: string;
  readonly variant: number;
  readonly dashed: boolean;
}

export const forkPolicyLooks: readonly ForkPolicyLook[] = [
  { id: 'mod', label: words.mod, method: 'mod', variant: 0, dashed: false },
  { id: 'rs', label: words.rs, method: 'rs', variant: 0, dashed: false },
  { id: 'clp-logit', label: words.clpLogit, method: 'clp', variant: 2, dashed: true },
  { id: 'clp-first', label: words.clpFirst, method: 'clp', variant: 1, dashed: false },
  { id: 'clp-full', label: words.clpFull, method: 'clp', variant: 0, dashed: false },
];
