import { useProject, useWorkshop } from '../state/workshop-context.ts';
import type { Glance, Station } from '../station.ts';
import { RewardsBody } from './rewards-body.tsx';

export const rewardsStation: Station = {
  id: 'rewards',
  name: 'Rewards',
  purpose: 'What the policy is to be steered between: two or three, or one as a dial against staying close to the base.',
  useGlance,
  Body: RewardsBody,
};

function useGlance(): Glance {
  const { catalog } = useWorkshop();
  const chosen = useProject((state) => state.project.rewards);
  const definitions = useProject((state) => state.project.definitions);
  const names = chosen.map((id) => catalog.byId.get(id)?.label ?? definitions.find((own) => own.id === id)?.label ?? id);
  if (names.length === 0) return { line: 'None chosen', done: false, next: 'Choose two' };
  if (names.length === 1)
    return { line: `${names[0]}, against closeness to the base`, done: true, next: 'Choose a second, or keep the dial' };
  return { line: names.join(names.length === 2 ? ' and ' : ', '), done: true };
}
