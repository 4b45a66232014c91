/** What to train and how long: a method, an effort, and under a lid what recipes are made of. */
import { type ReactElement, useState } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { messageOf } from '../../lm/errors.ts';
import { EFFORTS, type Effort } from '../../training/defaults.ts';
import { timeInWords } from '../parts/words.ts';
import { type Project, withRun } from '../state/project-schema.ts';
import { stagesOf } from '../state/run.ts';
import { useProject, useWorkshop } from '../state/workshop-context.ts';
import { AdvancedSettings } from './advanced-settings.tsx';
import { estimatedSeconds, stepsThatFit } from './estimate.ts';
import { MethodChoice } from './method-choice.tsx';
import { changesBeside, missing, planOf, recipeOf } from './plan-of.ts';

const effortWords: Readonly<Record<Effort, { readonly name: string; readonly what: string }>> = {
  quick: { name: 'Quick', what: 'a slider that moves' },
  usual: { name: 'Usual', what: 'as the shipped packs' },
  thorough: { name: 'Thorough', what: 'twice that, then on its own answers' },
};

export function TrainSettings({ onStarted }: { readonly onStarted: (id: string) => void }): ReactElement {
  const { runs, project, pool, catalog, notices } = useWorkshop();
  const now = useProject((state) => state.project);
  const elsewhere = useProject((state) => state.keeping.kind === 'elsewhere');
  const here = useStore(
    pool,
    useShallow(({ status, scores, scored, pool: answers }) => ({ status, scores, scored, answers })),
  );
  const kept = useStore(runs, (state) => state.runs);
  const [wrong, setWrong] = useState<string>();
  const lacks = missing(now, here);
  const labelOf = (id: string) => catalog.byId.get(id)?.label ?? now.definitions.find((own) => own.id === id)?.label ?? id;
  const { limit, temperature } = here.answers ?? now.pool;

  if (lacks?.station === 'rewards') {
    return (
      <p>
        {lacks.sentence} <a href="#/workshop/rewards">Choose rewards</a>.
      </p>
    );
  }
  const recipe = tried(() => recipeOf(now, { limit, temperature }));
  if (typeof recipe === 'string') {
    return (
      <p className="notice error" role="alert">
        <span>What was changed of the recipe does not fit any more: {recipe}</span>
        <span className="actions">
          <button type="button" className="button" onClick={() => project.getState().change(({ recipe: _, ...rest }) => rest)}>
            Drop the changes
          </button>
        </span>
      </p>
    );
  }
  const start = async () => {
    setWrong(undefined);
    try {
      if (!here.scored) return;
      const id = await runs.getState().start(planOf(now, { limit, temperature }, labelOf), { candidates: here.scored });
      project.getState().change((before) => withRun(before, id));
      notices.getState().announce('Training begins.');
      onStarted(id);
    } catch (error) {
      setWrong(messageOf(error));
    }
  };
  const seconds = estimatedSeconds(recipe, here.scored ?? [], kept);
  const told = (effort: Effort) => {
    const chosen = effort === now.training.effort;
    const recipe = recipeOf(chosen ? now : withEffort(now, effort), { limit, temperature });
    const steps = stagesOf(recipe).map(({ stage, steps }) => `${steps} ${stage === 'on_policy' ? 'on-policy steps' : 'steps'}`);
    const seconds = estimatedSeconds(recipe, here.scored ?? [], kept);
    return `${steps.join(' and ')}${seconds === undefined ? '' : `, about ${timeInWords(seconds)} here`}`;
  };
  return (
    <div className="train-settings">
      <MethodChoice />
      <fieldset className="train-efforts">
        <legend>How long</legend>
        {EFFORTS.map((effort) => (
          <label key={effort} className="train-option">
            <input
              type="radio"
              name="effort"
              checked={now.training.effort === effort}
              onChange={() => project.getState().change((before) => withEffort(before, effort))}
            />
            <span>
              <b className="option-name">{effortWords[effort].name}</b> {effortWords[effort].what}
              <span className="quiet option-what">{told(effort)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <AdvancedSettings
        recipe={recipe}
        labels={now.rewards.map((id) => labelOf(id).toLowerCase())}
        minutes={seconds === undefined ? undefined : seconds / 60}
        stepsIn={(minutes) => stepsThatFit(60 * minutes, recipe, here.scored ?? [], kept)}
      />
      <div className="train-start">
        <button type="button" className="button primary" disabled={lacks !== undefined || elsewhere} onClick={start}>
          Start training
        </button>
        <p className="quiet">
          {elsewhere
            ? 'Another tab has the workshop; train there, or work here first.'
            : (lacks?.sentence ?? 'It trains beside everything else you do here, and gives way whenever the model answers you.')}
        </p>
      </div>
      {wrong !== undefined && (
        <p className="notice error" role="alert">
          <span>{wrong}</span>
        </p>
      )}
    </div>
  );
}

/** The project with another effort: steps that were changed were those of the one before. */
function withEffort({ recipe, ...project }: Project, effort: Effort): Project {
  const changes = changesBeside(recipe);
  return { ...project, training: { ...project.training, effort }, ...(changes ? { recipe: changes } : {}) };
}

/** What it gives, or why it cannot, in a sentence. */
function tried<T>(make: () => T): T | string {
  try {
    return make();
  } catch (error) {
    return messageOf(error);
  }
}
