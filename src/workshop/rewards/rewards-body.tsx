/** Station 1: choose rewards and make own ones, each scored on the base's answers as it is defined. */
import { type ReactElement, useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { Definition, DefinitionKind } from '../../rewards/own/definition.ts';
import { useProject, useWorkshop } from '../state/workshop-context.ts';
import { rewardLimit, withDefinition, withoutDefinition, withoutReward, withReward } from './choosing.ts';
import { checkDraft, newDraft } from './draft.ts';
import { factsOf, type RewardFacts } from './reward-facts.ts';
import { RewardPanel } from './reward-panel.tsx';
import { RewardSide } from './reward-side.tsx';
import { usePatterns } from './use-patterns.ts';
import './rewards.css';

export function RewardsBody(): ReactElement {
  const { catalog, project, live, sample: samples, notices } = useWorkshop();
  const { rewards: chosenIds, definitions } = useProject((state) => state.project);
  const sample = useStore(samples, (state) => state.sample);
  const scores = useStore(live.store);
  const [shownId, setShown] = useState<string | undefined>(chosenIds[0]);
  /** A new own reward, until it is right for the first time. */
  const [fresh, setFresh] = useState<Definition>();
  const patterns = usePatterns(fresh ? [...definitions, fresh] : definitions);
  const facts = useMemo(() => {
    const parts = { catalog, patterns };
    const ids = [...catalog.byId.keys(), ...definitions.map(({ id }) => id)];
    const all = ids.flatMap((id) => factsOf(id, definitions, parts) ?? []);
    return new Map(all.map((one): [string, RewardFacts] => [one.id, one]));
  }, [catalog, patterns, definitions]);
  const chosen = chosenIds.flatMap((id) => facts.get(id) ?? []);
  const shown =
    (fresh && factsOf(fresh.id, [fresh], { catalog, patterns })) ?? facts.get(shownId ?? '') ?? chosen[0] ?? [...facts.values()][0];

  const asked = [...new Set([...chosenIds, ...(shown && !fresh ? [shown.id] : [])])];
  const scored = asked.map((id) => definitions.find((own) => own.id === id) ?? id);
  const content = JSON.stringify(scored);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rewards that say the same are the same
  useEffect(() => {
    if (sample) void live.ask(scored, sample);
  }, [live, sample, content]);

  const { change, remove } = project.getState();
  const take = (id: string) => {
    change((now) => withReward(now, id));
    notices.getState().announce(`${facts.get(id)?.label ?? id} is chosen.`);
  };
  const make = (kind: DefinitionKind) => {
    const draft = newDraft(kind, [...definitions.map(({ id }) => id), ...catalog.byId.keys()]);
    // Where nothing is missing it can be tried at once.
    if ('definition' in checkDraft(draft)) define(draft);
    else setFresh(draft);
  };
  const show = (id: string) => {
    setFresh(undefined);
    setShown(id);
  };
  const define = (definition: Definition) => {
    change((now) => withDefinition(now, definition));
    setFresh(undefined);
    setShown(definition.id);
  };
  return (
    <div className="rewards-body" data-unasked={chosen.length === 0 && shownId === undefined && !fresh ? true : undefined}>
      <RewardSide
        chosen={chosen}
        others={[...facts.values()].filter(({ id }) => !chosenIds.includes(id))}
        shown={fresh ? undefined : shown?.id}
        scoresOf={(id) => scores.byId.get(id)}
        onShow={show}
        onChoose={take}
        onTakeOut={({ id, label }) => remove(`${label} from the chosen rewards`, (now) => withoutReward(now, id))}
        onMake={make}
      />
      {shown && (
        <RewardPanel
          key={shown.id}
          {...{ facts: shown, chosen, patterns, catalog, sample }}
          fresh={fresh !== undefined}
          full={chosen.length === rewardLimit}
          live={scores}
          onDefine={define}
          onChoose={() => take(shown.id)}
          onRemove={() => remove(`The reward “${shown.label}”`, (now) => withoutDefinition(now, shown.id))}
        />
      )}
    </div>
  );
}
