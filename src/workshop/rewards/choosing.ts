/** Changes to the rewards of a project, one a function. */
import { type Definition, definitionLimit } from '../../rewards/own/definition.ts';
import type { Project } from '../state/project-schema.ts';

/** Rewards that a policy of the workshop is steered between, at most. */
export const rewardLimit = 3;

/** Chosen last; unchanged where there are three already. */
export function withReward(project: Project, id: string): Project {
  const { rewards } = project;
  return rewards.includes(id) || rewards.length === rewardLimit ? project : { ...project, rewards: [...rewards, id] };
}

/** Not chosen; an own one stays among the reader's. */
export function withoutReward(project: Project, id: string): Project {
  return { ...project, rewards: project.rewards.filter((other) => other !== id) };
}

/** With this definition in the place of the one of its id; a new one is chosen where there is room, and is none beyond the limit. */
export function withDefinition(project: Project, definition: Definition): Project {
  const known = project.definitions.some(({ id }) => id === definition.id);
  if (known) return { ...project, definitions: project.definitions.map((own) => (own.id === definition.id ? definition : own)) };
  if (project.definitions.length >= definitionLimit) return project;
  return withReward({ ...project, definitions: [...project.definitions, definition] }, definition.id);
}

/** Neither chosen nor kept. */
export function withoutDefinition(project: Project, id: string): Project {
  return { ...withoutReward(project, id), definitions: project.definitions.filter((own) => own.id !== id) };
}
