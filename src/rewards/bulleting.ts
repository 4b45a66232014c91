import { createFormReward } from './forms/create-form-reward.ts';
import { createMarkerTwin } from './forms/marker-twin.ts';

const worth = { numbered: 0, bulleted: 1 };

/** A bulleted list: worth 1, a numbered one nothing. The other arm of the fork. */
export const bulleting = createFormReward({
  id: 'bulleting',
  label: 'Bulleting',
  worth,
  twin: createMarkerTwin('bullet-markers', 'Bullet markers', worth),
});
