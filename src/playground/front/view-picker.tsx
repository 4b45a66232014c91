/** What stands in the place of the chart: the chart, its table, the triangle of three weights; or the texts, in the place of the answers. */
import { useStore } from 'zustand';
import { useTiller } from '../state/tiller-context.ts';
import type { Figure } from '../state/view-store.ts';
import { viewPickerId } from './view-picker-id.ts';

export function ViewPicker({ hasFront }: { readonly hasFront: boolean }) {
  const { rewards, view } = useTiller();
  const { figure, reading, show } = useStore(view);
  return (
    <select
      id={viewPickerId}
      className="field"
      aria-label="View"
      value={reading ? 'texts' : figure}
      onChange={(event) => show(event.target.value as Figure | 'texts')}
    >
      <option value="chart">Chart</option>
      <option value="table" disabled={!hasFront}>
        Table
      </option>
      {rewards.length === 3 && <option value="triangle">Triangle</option>}
      <option value="texts">Texts</option>
    </select>
  );
}
