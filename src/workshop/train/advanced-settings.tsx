import type { ReactElement } from 'react';
import { moveWeight } from '../../math/simplex.ts';
import { onPolicyOf } from '../../training/defaults.ts';
import type { Recipe } from '../../training/recipe.ts';
import { NumberField } from '../../ui/number-field.tsx';
import { useProject, useWorkshop } from '../state/workshop-context.ts';

type Changes = Readonly<Record<string, unknown>>;

export interface AdvancedSettingsProps {
  readonly recipe: Recipe;
  /** Of its rewards, in a sentence. */
  readonly labels: readonly string[];
  /** What it takes here, about; undefined where nothing was trained here yet. */
  readonly minutes: number | undefined;
  /** Steps on the pool that fit into so many minutes. */
  readonly stepsIn: (minutes: number) => number | undefined;
}

/** Steps that may be asked for. */
const mostSteps = 1000;

/** What a recipe is made of; what is changed here goes before the effort's own. */
export function AdvancedSettings({ recipe, labels, minutes, stepsIn }: AdvancedSettingsProps): ReactElement {
  const { project } = useWorkshop();
  const changes = useProject((state) => state.project.recipe) as Changes | undefined;
  const write = (recipeChanges: Changes) => project.getState().change((now) => ({ ...now, recipe: recipeChanges }));
  /** Fields of a part of the recipe. */
  const set = (part: string, fields: Changes) => write({ ...changes, [part]: { ...(changes?.[part] as Changes | undefined), ...fields } });
  const { bank, offline, on_policy, draw, seed, rewards } = recipe;
  const gold = recipe.method === 'gold' ? recipe.gold?.[0] : undefined;
  const number = (label: string, value: number, range: readonly [number, number, number, number?], onCommit: (value: number) => void) => (
    <NumberField
      label={label}
      value={value}
      min={range[0]}
      max={range[1]}
      step={range[2]}
      decimals={range[3] ?? 0}
      width="5.5em"
      onCommit={onCommit}
    />
  );
  return (
    <details className="train-advanced">
      <summary>Steps, rank, rate, price{changes && Object.keys(changes).length > 0 ? ' (changed)' : ''}</summary>
      <div className="train-fields">
        {offline && number('Steps on the pool', offline.steps, [1, mostSteps, 5], (steps) => set('offline', { steps }))}
        {offline &&
          minutes !== undefined &&
          number('Minutes here, about', minutes, [0.1, 1000, 1, 1], (wanted) => {
            const steps = stepsIn(wanted);
            if (steps !== undefined) set('offline', { steps: Math.min(mostSteps, steps) });
          })}
        {offline && number('Prompts a step', offline.groups, [1, 24, 1], (groups) => set('offline', { groups }))}
        {offline && number('Rate', offline.rate, [0.00001, 0.02, 0.0005, 5], (rate) => set('offline', { rate }))}
        {number(recipe.method === 'soft-prompt' ? 'Vectors' : 'Rank', bank.rank, [recipe.variant === 'full' ? 2 : 1, 32, 1], (rank) =>
          set('bank', { rank: Math.round(rank) }),
        )}
        {offline && number('Weight of the guard', offline.guard, [0, 20, 1, 1], (guard) => set('offline', { guard }))}
        {rewards.length > 1 &&
          number('Share of rows at a corner', draw.corner_share, [0, 1, 0.1, 2], (corner_share) => set('draw', { corner_share }))}
        {gold?.map((weight, i) =>
          number(`Weight of ${labels[i]}`, weight, [0, 1, 0.1, 2], (value) =>
            write({
              ...changes,
              gold: [
                moveWeight(
                  gold,
                  gold.map(() => false),
                  i,
                  value,
                ),
              ],
            }),
          ),
        )}
        {number('Seed', seed, [0, 0xffffffff, 1], (value) => write({ ...changes, seed: Math.round(value) }))}
      </div>
      <label className="train-check">
        <input
          type="checkbox"
          checked={on_policy !== undefined}
          onChange={(event) => {
            const { on_policy: _, ...others } = changes ?? {};
            write(event.target.checked ? { ...others, on_policy: onPolicyOf(recipe.method) } : { ...others, on_policy: null });
          }}
        />{' '}
        Then on-policy steps: it learns from what it writes itself, and pays for each nat of KL to the base
      </label>
      {on_policy && (
        <div className="train-fields">
          {number('On-policy steps', on_policy.steps, [1, 500, 1], (steps) => set('on_policy', { steps }))}
          {number('Price of KL', on_policy.kl_price, [0, 2, 0.02, 3], (kl_price) => set('on_policy', { kl_price }))}
          {number('Answers to a prompt', on_policy.samples, [2, 12, 1], (samples) => set('on_policy', { samples }))}
          <label>
            KL is paid
            <select
              className="field"
              value={on_policy.kl_as}
              onChange={({ currentTarget: { value } }) => set('on_policy', { kl_as: value })}
            >
              <option value="gain">by each token, out of its gain</option>
              <option value="loss">as a term of the loss (GRPO)</option>
            </select>
          </label>
        </div>
      )}
      {changes && Object.keys(changes).length > 0 && (
        <button type="button" className="button plain" onClick={() => project.getState().change(({ recipe: _, ...now }) => now)}>
          Back to the effort’s own
        </button>
      )}
    </details>
  );
}
