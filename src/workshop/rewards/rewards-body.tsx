import type { ReactElement } from 'react';
import { useProject, useWorkshop } from '../state/workshop-context.ts';
import { rewardLimit, toggled } from './choosing.ts';
import './rewards.css';

export function RewardsBody(): ReactElement {
  const { catalog, project } = useWorkshop();
  const chosen = useProject((state) => state.project.rewards);
  return (
    <fieldset className="reward-list">
      <legend>Shipped rewards</legend>
      {[...catalog.byId.values()].map(({ id, label, formula }) => (
        <label key={id}>
          <input
            type="checkbox"
            checked={chosen.includes(id)}
            disabled={!chosen.includes(id) && chosen.length === rewardLimit}
            onChange={() => project.getState().change((now) => ({ ...now, rewards: toggled(now.rewards, id) }))}
          />
          <span>
            {label} <small>{formula}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
