import { createFormReward } from './forms/create-form-reward.ts';
import { createMarkerTwin } from './forms/marker-twin.ts';

const worth = { numbered: 1, bulleted: 0 };

/** A numbered list: worth 1, a bulleted one nothing. With bulleting it is the fork of the theory: two forms that exclude each other and begin alike. */
export const numbering = createFormReward({
  id: 'numbering',
  label: 'Numbering',
  worth,
  twin: createMarkerTwin('number-markers', 'Number markers', worth),
});
