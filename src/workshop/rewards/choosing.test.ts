import { expect, it } from 'vitest';
import { emptyProject, type Project, parseProject, withRun } from '../state/project-schema.ts';
import { withDefinition, withReward } from './choosing.ts';
import { newDraft } from './draft.ts';

/** Makes as many as a reader who presses one button again and again. */
function crowd(count: number): Project {
  let project = emptyProject;
  for (let i = 0; i < count; i++) {
    project = withDefinition(
      project,
      newDraft(
        'form',
        project.definitions.map(({ id }) => id),
      ),
    );
  }
  return project;
}

it('whatever is made can be read again: a project that cannot is lost at the next visit', () => {
  const project = crowd(20);
  expect(project.definitions).toHaveLength(12);
  expect(project.rewards).toHaveLength(3);
  expect(parseProject(project, 'kept')).toEqual(project);
  // One of them can still be changed.
  const [first] = project.definitions as [Project['definitions'][0]];
  expect(withDefinition(project, { ...first, label: 'Other' }).definitions[0]?.label).toBe('Other');
  expect(withReward(project, 'brevity')).toBe(project);

  let busy = project;
  for (let i = 0; i < 250; i++) busy = withRun(busy, `run-${i}`);
  expect(busy.runs.at(-1)).toBe('run-249');
  expect(parseProject(busy, 'kept').runs).toHaveLength(200);
});
