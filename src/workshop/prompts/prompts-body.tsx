/** Station 2: the shipped prompts or one's own, how they are split, and the system prompt. */
import { type ReactElement, useId, useState } from 'react';
import { promptSplit } from '../../training/prompts.ts';
import { shippedPrompts, shippedSystem } from '../../training/shipped-prompts.ts';
import { Choice } from '../../ui/choice.tsx';
import type { Project } from '../state/project-schema.ts';
import { useProject, useWorkshop } from '../state/workshop-context.ts';
import { PromptInput } from './prompt-input.tsx';
import { PromptSplitView } from './prompt-split.tsx';
import './prompts.css';

const none = { train: 0, tune: 0, heldOut: 0 };

export function PromptsBody(): ReactElement {
  const { project } = useWorkshop();
  const prompts = useProject((state) => state.project.prompts);
  const set = (change: Partial<Project['prompts']>) =>
    project.getState().change((now) => ({ ...now, prompts: { ...now.prompts, ...change } }));
  const split = promptSplit(prompts);
  return (
    <div className="prompts-station">
      <Choice
        label="Prompts"
        value={prompts.source}
        // The counts of the one mean nothing for the other.
        onChange={(source) => set({ source, counts: none })}
        options={[
          { id: 'shipped', label: `The shipped ${shippedPrompts.train.length}` },
          { id: 'own', label: 'My own' },
        ]}
      />
      {prompts.source === 'shipped' ? (
        <p>
          Everyday requests in one or two lines. The base has answered those to train on already, so that training can start within seconds;
          the shipped packs were trained on the same ones.
        </p>
      ) : (
        <PromptInput list={prompts.list} onList={(list) => set({ list, counts: none })} />
      )}
      <SystemPrompt system={prompts.system} onSystem={(system) => set({ system })} shipped={prompts.source === 'shipped'} />
      {(prompts.source === 'shipped' || prompts.list.length > 0) && <PromptSplitView prompts={prompts} split={split} onChange={set} />}
    </div>
  );
}

interface SystemPromptProps {
  readonly system: string;
  readonly shipped: boolean;
  readonly onSystem: (system: string) => void;
}

/** Written to the project when the field is left: every change asks for another pool. */
function SystemPrompt({ system, shipped, onSystem }: SystemPromptProps): ReactElement {
  const id = useId();
  const [typed, setTyped] = useState<string>();
  const stale = shipped && system !== shippedSystem;
  return (
    <div className="prompts-system">
      <label htmlFor={id}>
        <h3>System prompt</h3>
      </label>
      <textarea
        id={id}
        className="field"
        rows={2}
        dir="auto"
        maxLength={1000}
        value={typed ?? system}
        aria-describedby={`${id}-note`}
        onChange={({ currentTarget: { value } }) => setTyped(value)}
        onBlur={() => {
          if (typed !== undefined && typed !== system) onSystem(typed);
          setTyped(undefined);
        }}
      />
      <p id={`${id}-note`} className="quiet">
        Said before every prompt: to the base, in training, and wherever the pack is played. “{shippedSystem}” keeps answers short, which
        makes everything faster.
      </p>
      <div role="status">
        {stale && (
          <div className="notice">
            <span>
              The shipped answers were given under another system prompt, so they are of no use under this one: the base has to answer anew,
              in <a href="#/workshop/pool">station 3</a>.
            </span>
            <span className="actions">
              <button type="button" className="button" onClick={() => onSystem(shippedSystem)}>
                Back to the shipped one
              </button>
            </span>
          </div>
        )}
      </div>
    </div>
  );
}
