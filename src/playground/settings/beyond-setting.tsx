/** Lets the weights leave the simplex. */
import { useStore } from 'zustand';
import { useTiller } from '../state/tiller-context.ts';

export function BeyondSetting() {
  const { mix, view } = useTiller();
  const { beyond, setBeyond } = useStore(mix);
  const change = (next: boolean) => {
    if (setBeyond(next)) view.getState().notify('The weights were moved back to the nearest ones from 0 to 1.');
  };
  return (
    <fieldset>
      <legend>Weights</legend>
      <div className="setting">
        <label className="check">
          <input type="checkbox" checked={beyond} onChange={(event) => change(event.target.checked)} /> Below 0 and above 1
        </label>
      </div>
      <p className="note">
        Soups and CLP add their adapters in proportion to the weights, so that these may go from −0.5 to 1.5. Nothing was trained there: it
        is <a href="https://arxiv.org/abs/2212.04089">task arithmetic</a>, and may say anything.
      </p>
    </fieldset>
  );
}
