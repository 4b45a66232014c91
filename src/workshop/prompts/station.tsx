import { promptSplit } from '../../training/prompts.ts';
import { shippedSystem } from '../../training/shipped-prompts.ts';
import { latePart } from '../../ui/late-part.tsx';
import { useProject } from '../state/workshop-context.ts';
import type { Glance, Station } from '../station.ts';

export const promptsStation: Station = {
  id: 'prompts',
  name: 'Prompts',
  purpose: 'What the policy is asked: some to train on, some to look at meanwhile, and some that nothing sees before the end.',
  useGlance,
  Body: latePart(() => import('./prompts-body.tsx').then(({ PromptsBody }) => PromptsBody)),
};

function useGlance(): Glance {
  const prompts = useProject((state) => state.project.prompts);
  const { train, tune, heldOut } = promptSplit(prompts);
  const own = prompts.source === 'own';
  if (own && prompts.list.length === 0) return { line: 'None yet', done: false, next: 'Write or paste some' };
  const system = prompts.system === shippedSystem ? '' : '; another system prompt';
  const line = `${own ? 'Your own: ' : ''}${train.length} to train on, ${tune.length} to tune, ${heldOut.length} held out${system}`;
  const done = train.length > 0 && tune.length > 0 && heldOut.length > 0;
  return { line, done, ...(done ? {} : { next: 'Three at least' }) };
}
