/** What can be done with a pane beside reading it. */
import { useStore } from 'zustand';
import { policySlots } from '../../methods/policy-slots.ts';
import { Menu, type MenuEntry } from '../../ui/menu.tsx';
import type { Pane } from '../state/panes-store.ts';
import { sampleLimits } from '../state/samples.ts';
import { useTiller } from '../state/tiller-context.ts';

export function PaneMenu({ pane, name }: { readonly pane: Pane; readonly name: string }) {
  const { panes, request, engine, loading, samples, why, policyOf, jobs } = useTiller();
  const only = useStore(panes, (state) => state.panes.length === 1);
  const { remove } = useStore(panes);
  const ready = useStore(engine, ({ status }) => status.kind === 'ready' && loading.hasSlots(policySlots(policyOf(pane))));
  const asks = useStore(request, (state) => state.prompt.trim() !== '');
  const asked = useStore(why.store, ({ open }) => open.includes(pane.id));
  const sample = () => {
    const job = jobs().find((one) => one.pane === pane.id);
    if (job) samples.start(job, sampleLimits.max);
  };
  const entries: MenuEntry[] = [
    { label: 'Samples', name: `Samples of ${name}`, disabled: !ready || !asks, onChoose: sample },
    { label: 'Why these words', name: `Why the words of ${name}`, pressed: asked, onChoose: () => why.toggle(pane.id) },
    ...(only ? [] : [{ label: 'Remove', name: `Remove ${name}`, onChoose: () => remove(pane.id) }]),
  ];
  return <Menu label="More" name={`More for ${name}`} entries={entries} />;
}
