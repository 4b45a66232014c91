/** The wired workshop: its stores, and what they are made of. One a page, alive while the reader is elsewhere in Tiller. */
import type { EnginePort } from '../../engine/engine-port.ts';
import type { Rewards } from '../../rewards/registry.ts';
import { createNotices, type Notices } from './notices.ts';
import { openProject, type ProjectStore } from './project.ts';
import type { ProjectShelf } from './project-shelf.ts';
import type { TabClaim } from './tab-claim.ts';

export interface Workshop {
  readonly project: ProjectStore;
  readonly notices: Notices;
  /** The shipped rewards that text decides, and the guard. */
  readonly catalog: Rewards;
  readonly engine: EnginePort;
  /** URL of the folder of packs, base and pool, with a trailing slash. */
  readonly models: string;
}

export interface WorkshopDeps {
  readonly shelf: ProjectShelf;
  readonly claim: TabClaim;
  readonly catalog: Rewards;
  readonly engine: EnginePort;
  readonly models: string;
}

export async function createWorkshop({ shelf, claim, catalog, engine, models }: WorkshopDeps): Promise<Workshop> {
  const notices = createNotices();
  const project = await openProject({ shelf, claim, notify: notices.getState().notify });
  return { project, notices, catalog, engine, models };
}
