/** The runs that a driver of the workshop knows, by name. */
import type { Project } from '../../src/workshop/state/project-schema.ts';

export const RUNS: Readonly<Record<string, Project['training']>> = {
  clp: { effort: 'quick', method: 'clp', variant: 'attention' },
  'clp-full': { effort: 'quick', method: 'clp', variant: 'full' },
  'clp-logit': { effort: 'quick', method: 'clp', variant: 'logit' },
  soups: { effort: 'quick', method: 'soups' },
  gold: { effort: 'quick', method: 'gold' },
};
