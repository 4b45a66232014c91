import type { ReactElement } from 'react';
import type { Recipe } from '../../training/recipe.ts';
import { useProject, useWorkshop } from '../state/workshop-context.ts';

interface Option {
  readonly id: string;
  readonly method: Recipe['method'];
  readonly variant?: NonNullable<Recipe['variant']>;
  readonly name: string;
  readonly what: string;
}

const options: readonly Option[] = [
  {
    id: 'attention',
    method: 'clp',
    name: 'One policy for all weights (CLP)',
    what: 'A shared adapter and one for each reward, which its weight turns up and down, on the attention of every layer.',
  },
  {
    id: 'full',
    method: 'clp',
    variant: 'full',
    name: 'CLP on all linears',
    what: 'The same on every linear, at half the rank: about as many numbers, slower steps.',
  },
  {
    id: 'logit',
    method: 'clp',
    variant: 'logit',
    name: 'CLP on the head',
    what: 'The same on the last matrix alone: the fewest numbers, the quickest steps.',
  },
  {
    id: 'soft-prompt',
    method: 'soft-prompt',
    name: 'A soft prompt',
    what: 'A few learned vectors before the chat, shared ones and some for each reward, which its weight scales: no weight of the network changes, and a file of kilobytes holds it.',
  },
  {
    id: 'soups',
    method: 'soups',
    name: 'Experts for a soup',
    what: 'One adapter for each reward, at its own corner alone; they share the steps. The slider mixes them, and between the corners nothing was trained.',
  },
  {
    id: 'gold',
    method: 'gold',
    name: 'A gold point',
    what: 'One adapter at one weighting, equal unless you change it, with all steps to itself: what the others are compared with there.',
  },
];

/** What is trained: of one reward a dial, of several a choice. */
export function MethodChoice(): ReactElement {
  const { project } = useWorkshop();
  const { rewards, training } = useProject((state) => state.project);
  if (rewards.length === 1) {
    return (
      <p className="train-dial">
        <b>A dial.</b> One reward stands against closeness to the base: one adapter, turned up and down, and a price of KL that goes with
        it.
      </p>
    );
  }
  const chosen = options.find(
    ({ method, variant }) => method === training.method && (variant ?? 'attention') === (training.variant ?? 'attention'),
  );
  const choose = ({ method, variant }: Option) =>
    project.getState().change((now) => ({ ...now, training: { effort: now.training.effort, method, ...(variant ? { variant } : {}) } }));
  return (
    <fieldset className="train-methods">
      <legend>What to train</legend>
      {options.map((option) => (
        <label key={option.id} className="train-option">
          <input type="radio" name="method" checked={option === chosen} onChange={() => choose(option)} />
          <span>
            <b className="option-name">{option.name}</b>
            <span className="quiet option-what">{option.what}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
