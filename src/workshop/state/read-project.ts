/** What a visit of the workshop begins with: the project that was kept, or an empty one and why. */
import { messageOf } from '../../lm/errors.ts';
import { emptyProject, type Project, parseProject } from './project-schema.ts';
import type { AsideProject, ProjectShelf } from './project-shelf.ts';
import type { TabClaim } from './tab-claim.ts';

export interface ReadProject {
  readonly project: Project;
  readonly asides: readonly AsideProject[];
  /** Why what lies in the browser could be neither read nor put aside: nothing may be written over it. */
  readonly unread?: string;
}

/**
 * Reads the kept project. One that has not the shape of a project (another version of the page wrote it) is put aside as it is; a tab that does
 * not have the workshop leaves it where it lies.
 */
export async function readProject(shelf: ProjectShelf, claim: Pick<TabClaim, 'mine'>, date: () => Date): Promise<ReadProject> {
  try {
    const kept = await shelf.read();
    const read = kept === undefined ? emptyProject : tried(kept);
    if (typeof read === 'string' && claim.mine()) await shelf.setAside({ id: date().toISOString(), reason: read, kept });
    return { project: typeof read === 'string' ? emptyProject : read, asides: await shelf.asides() };
  } catch (error) {
    return { project: emptyProject, asides: [], unread: messageOf(error) };
  }
}

/** The project, or why it is none. */
function tried(kept: unknown): Project | string {
  const name = nameOf(kept);
  try {
    return parseProject(kept, name === '' ? 'Your project' : `Your project “${name}”`);
  } catch (error) {
    return messageOf(error);
  }
}

/** What its reader called it, whatever else is wrong with it. */
export function nameOf(kept: unknown): string {
  const name = typeof kept === 'object' && kept !== null && 'name' in kept ? kept.name : undefined;
  return typeof name === 'string' ? name.trim() : '';
}
