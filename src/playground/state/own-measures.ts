import type { EnginePort } from '../../engine/engine-port.ts';
import type { Pack } from '../../packs/pack.ts';
import { isTextDefinition } from '../../rewards/own/definition.ts';
import { measureLearned } from '../../rewards/own/measure-learned.ts';
import type { EngineRewards } from './measure-texts.ts';

/**
 * Adds what a pack's own learned rewards say of answers, asked of the base model.
 * @param onFault Told once of each that cannot be measured, in one sentence.
 */
export function withOwnMeasures(
  byEngine: EngineRewards,
  { definitions = [] }: Pick<Pack, 'definitions'>,
  engine: Pick<EnginePort, 'status' | 'states' | 'choose'>,
  onFault: (sentence: string) => void,
): EngineRewards {
  const learned = definitions.filter((definition) => !isTextDefinition(definition));
  if (learned.length === 0) return byEngine;
  const told = new Set<string>();
  const tell = (message: string) => {
    if (!told.has(message)) onFault(message);
    told.add(message);
  };
  return {
    ...byEngine,
    async own(answers, options) {
      const { status } = engine;
      // A score was just asked of the model: it is there, or what follows waits with the next one.
      const base = status.state === 'ready' ? status.info.base.sha256 : '';
      return measureLearned(learned, answers, engine, { ...options, base, onFault: ({ message }) => tell(message) });
    },
  };
}
