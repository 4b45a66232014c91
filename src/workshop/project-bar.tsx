/** The head of the bench: the project's name, and what is done with it as a whole. */
import { type ReactElement, useRef } from 'react';
import { messageOf } from '../lm/errors.ts';
import { parseJson } from '../packs/pack-files.ts';
import { Menu } from '../ui/menu.tsx';
import { saveProject } from './save-project.ts';
import { type Start, starts } from './starts/starts.ts';
import { checkRewards, emptyProject, isUntouched, parseProject } from './state/project-schema.ts';
import { useProject, useWorkshop } from './state/workshop-context.ts';
import './project-bar.css';

/** Bytes of a project's file: two thousand long prompts, and rewards that learned from examples. */
const sizeLimit = 16 * 2 ** 20;

export interface ProjectBarProps {
  readonly onStart: (start: Start) => void;
}

export function ProjectBar({ onStart }: ProjectBarProps): ReactElement {
  const { project, notices, catalog } = useWorkshop();
  const name = useProject((state) => state.project.name);
  const file = useRef<HTMLInputElement>(null);
  const { change, remove } = project.getState();

  async function bring(picked: File): Promise<void> {
    try {
      if (picked.size > sizeLimit)
        throw new Error(`${picked.name}: expected at most ${sizeLimit / 2 ** 20} MB, got ${(picked.size / 2 ** 20).toFixed(1)} MB`);
      const brought = parseProject(parseJson(new Uint8Array(await picked.arrayBuffer()), picked.name), picked.name);
      checkRewards(brought, catalog.byId, picked.name);
      if (isUntouched(project.getState().project)) change(() => brought);
      else remove('The project that was here', () => brought);
      notices.getState().announce(`${picked.name} is open.`);
    } catch (error) {
      notices.getState().notify(messageOf(error));
    }
  }

  return (
    <div className="project-bar">
      <div>
        <h1>Workshop</h1>
        <p>Choose what to reward, train a steerable policy here, measure it and keep it.</p>
      </div>
      <div className="project-tools">
        <label>
          <span className="visually-hidden">Name of the project</span>
          <input
            className="field"
            value={name}
            placeholder="Untitled project"
            maxLength={120}
            onChange={({ currentTarget: { value } }) => change((now) => ({ ...now, name: value }))}
          />
        </label>
        <Menu label="Starts …" entries={starts.map((start) => ({ label: start.title, onChoose: () => onStart(start) }))} />
        <Menu
          label="Project …"
          entries={[
            { label: 'Start anew', onChoose: () => remove('The project that was here', () => emptyProject) },
            { label: 'Export as a file', onChoose: () => saveProject(project.getState().project) },
            { label: 'Import a file …', onChoose: () => file.current?.click() },
          ]}
        />
        <input
          ref={file}
          type="file"
          hidden
          aria-label="Import a project"
          accept=".json,application/json"
          onChange={({ currentTarget }) => {
            const [picked] = currentTarget.files ?? [];
            // The same file may be picked again.
            currentTarget.value = '';
            if (picked) void bring(picked);
          }}
        />
      </div>
    </div>
  );
}
