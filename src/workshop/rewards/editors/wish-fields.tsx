import type { ReactElement } from 'react';
import { Choice } from '../../../ui/choice.tsx';
import { NumberField } from '../../../ui/number-field.tsx';

const wishes = [
  { id: 'more', label: 'More' },
  { id: 'fewer', label: 'Fewer' },
] as const;

/** Whether more or fewer are better. */
export function WishChoice<Draft extends { readonly wish: 'more' | 'fewer' }>({
  draft,
  onChange,
  options = wishes,
}: {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly options?: readonly { readonly id: Draft['wish']; readonly label: string }[];
}): ReactElement {
  return <Choice label="Better are" options={options} value={draft.wish} onChange={(wish) => onChange({ ...draft, wish })} />;
}

/** How many bring half of the reward, or leave half of it. */
export function HalfField<Draft extends { readonly half: number }>({
  draft,
  onChange,
}: {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}): ReactElement {
  return (
    <NumberField
      label="How many bring half of the reward"
      value={draft.half}
      min={0.25}
      max={50}
      step={0.25}
      decimals={2}
      width="5rem"
      onCommit={(half) => onChange({ ...draft, half })}
    />
  );
}
