import { createFormReward } from './forms/create-form-reward.ts';
import { createMarkerTwin } from './forms/marker-twin.ts';

const worth = { numbered: 1, bulleted: 0.5 };

/** A list of any kind, numbers better than bullets. With numbering it makes the twins: both rewards ask for the same form. */
export const itemising = createFormReward({
  id: 'itemising',
  label: 'Itemising',
  worth,
  twin: createMarkerTwin('list-markers', 'List markers', worth),
});
