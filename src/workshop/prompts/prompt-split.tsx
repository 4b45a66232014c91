/** The three parts: how many prompts each has, by which seed they were drawn, and which they are. */
import { type ReactElement, useState } from 'react';
import { fewestPrompts, fittingCounts, type PromptSplit } from '../../training/prompts.ts';
import { shippedPrompts } from '../../training/shipped-prompts.ts';
import { NumberField } from '../../ui/number-field.tsx';
import type { Project } from '../state/project-schema.ts';

type Prompts = Project['prompts'];

const parts = [
  { id: 'train', name: 'Training', what: 'The pool answers these, and the policy learns from the answers.' },
  { id: 'tune', name: 'Tuning', what: 'Looks while training are at these, so that you can judge when to stop.' },
  { id: 'heldOut', name: 'Held out', what: 'Seen by nothing before the end: what is measured is measured on these.' },
] as const;

interface PromptSplitProps {
  readonly prompts: Prompts;
  readonly split: PromptSplit;
  readonly onChange: (change: Partial<Prompts>) => void;
}

export function PromptSplitView({ prompts, split, onChange }: PromptSplitProps): ReactElement {
  const own = prompts.source === 'own';
  const counts = { train: split.train.length, tune: split.tune.length, heldOut: split.heldOut.length };
  const used = counts.train + counts.tune + counts.heldOut;
  const most = own
    ? {
        train: prompts.list.length - counts.tune - counts.heldOut,
        tune: prompts.list.length - counts.heldOut - 1,
        heldOut: prompts.list.length - 2,
      }
    : { train: shippedPrompts.train.length, tune: shippedPrompts.tune.length, heldOut: shippedPrompts.heldOut.length };
  const few = own && prompts.list.length < fewestPrompts;
  return (
    <section className="prompts-split" aria-label="Split">
      <h3>Split</h3>
      <div className="split-bar" aria-hidden="true">
        {parts.map(({ id }) => (
          <span key={id} data-part={id} style={{ flexGrow: counts[id] }} />
        ))}
      </div>
      <div className="split-parts">
        {parts.map(({ id, name, what }) => (
          <div key={id}>
            <h4>
              <span className="split-key" data-part={id} aria-hidden="true" />
              {name}
            </h4>
            <NumberField
              label={`${name} prompts`}
              labelHidden
              value={counts[id]}
              min={1}
              max={Math.max(1, most[id])}
              step={1}
              width="4rem"
              disabled={few}
              onCommit={(value) => onChange({ counts: changed(counts, id, Math.round(value), prompts) })}
            />
            <p className="quiet">{what}</p>
            <PromptList name={name} prompts={split[id]} />
          </div>
        ))}
      </div>
      <p className="quiet">
        {own ? (
          <>
            Drawn by chance from your {prompts.list.length} prompts, the held-out ones first
            {used < prompts.list.length && `; ${prompts.list.length - used} are not used`}. The same seed draws the same.
          </>
        ) : (
          'The split that the shipped packs were trained and measured on; fewer take the first of each part. Fewer training prompts make a reward that the model measures quicker to score.'
        )}
      </p>
      {own && (
        <NumberField
          label="Seed"
          value={prompts.seed}
          min={0}
          max={4294967295}
          step={1}
          width="6rem"
          onCommit={(value) => onChange({ seed: Math.round(value) })}
        />
      )}
    </section>
  );
}

/** One's own prompts are shared out: what one part gains, training gives where none is left over. */
function changed(counts: Prompts['counts'], part: keyof Prompts['counts'], value: number, { source, list }: Prompts): Prompts['counts'] {
  const next = { ...counts, [part]: value };
  return source === 'own' ? fittingCounts(next, list.length) : next;
}

function PromptList({ name, prompts }: { readonly name: string; readonly prompts: readonly string[] }): ReactElement {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        {open ? 'Hide' : 'Show'} {prompts.length === 1 ? 'it' : `these ${prompts.length}`}
        <span className="visually-hidden"> of {name.toLowerCase()}</span>
      </summary>
      {open && (
        <ol>
          {prompts.map((prompt) => (
            <li key={prompt} dir="auto">
              {prompt}
            </li>
          ))}
        </ol>
      )}
    </details>
  );
}
