import { keepStation } from './keep/station.tsx';
import { poolStation } from './pool/station.tsx';
import { promptsStation } from './prompts/station.tsx';
import { rewardsStation } from './rewards/station.tsx';
import { type Station, stationIds } from './station.ts';
import { trainStation } from './train/station.tsx';

const built: readonly Station[] = [rewardsStation, promptsStation, poolStation, trainStation, keepStation];

/** Those that there are, in the order of the bench; numbers are places in it, so that a station keeps its number whatever others there are. */
export const stations: readonly (Station & { readonly number: number })[] = stationIds.flatMap((id, place) =>
  built.filter((station) => station.id === id).map((station) => ({ ...station, number: place + 1 })),
);
