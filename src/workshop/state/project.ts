/** The project: what the reader makes, kept at every change. One tab at a time keeps it; another is told, and may take over. */
import { createStore } from 'zustand/vanilla';
import { messageOf } from '../../lm/errors.ts';
import { emptyProject, type Project, parseProject } from './project-schema.ts';
import type { ProjectShelf } from './project-shelf.ts';
import type { TabClaim } from './tab-claim.ts';

export type Keeping =
  | { readonly kind: 'kept' }
  /** Only for this visit: the browser refuses databases. */
  | { readonly kind: 'visit' }
  /** Another tab has the workshop; nothing that changes here is kept. */
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'failed'; readonly message: string };

export interface Removal {
  /** What went, as the notice names it, e.g. "The reward “warm words”". */
  readonly what: string;
  /** The project before. */
  readonly before: Project;
}

export interface ProjectState {
  readonly project: Project;
  readonly keeping: Keeping;
  /** The last that was removed or replaced, until it is undone or dismissed. */
  readonly removed: Removal | undefined;
  change(edit: (project: Project) => Project): void;
  /** A change that takes something away: it can be undone. */
  remove(what: string, edit: (project: Project) => Project): void;
  /** Puts back what was removed last; what was changed since in the same places goes. */
  undo(): void;
  dismiss(): void;
  /** Takes the workshop from the other tab, with what that one kept. */
  takeOver(): Promise<void>;
}

export interface ProjectDeps {
  readonly shelf: ProjectShelf;
  readonly claim: TabClaim;
  /** One sentence, e.g. that what was kept could not be read. */
  readonly notify: (sentence: string) => void;
}

/** Reads what was kept. What cannot be read is said and left aside: the workshop opens with an empty project. */
export async function openProject({ shelf, claim, notify }: ProjectDeps) {
  const kept = await readProject(shelf, notify);
  let writing = Promise.resolve();

  const store = createStore<ProjectState>((set, get) => {
    const rests = (): Keeping => ({ kind: claim.mine() ? (shelf.lasts ? 'kept' : 'visit') : 'elsewhere' });
    const show = (keeping: Keeping) => {
      const now = get().keeping;
      if (now.kind !== keeping.kind || keeping.kind === 'failed') set({ keeping });
    };
    /** In order; of many changes while one is written only the newest is. */
    function keep(): void {
      const { project } = get();
      writing = writing.then(async () => {
        if (project !== get().project || !claim.mine()) return;
        try {
          await shelf.write(project);
          show(rests());
        } catch (error) {
          show({ kind: 'failed', message: messageOf(error) });
        }
      });
    }
    function replace(project: Project, rest: Partial<ProjectState> = {}): void {
      if (project === get().project) return;
      set({ project, ...rest });
      keep();
    }
    claim.onChange(() => show(rests()));
    return {
      project: kept,
      keeping: rests(),
      removed: undefined,
      change: (edit) => replace(edit(get().project)),
      remove(what, edit) {
        const before = get().project;
        replace(edit(before), { removed: { what, before } });
      },
      undo() {
        const { removed } = get();
        if (removed) replace(removed.before, { removed: undefined });
      },
      dismiss: () => set({ removed: undefined }),
      async takeOver() {
        await claim.take();
        set({ project: await readProject(shelf, notify), removed: undefined, keeping: rests() });
      },
    };
  });
  return store;
}

export type ProjectStore = Awaited<ReturnType<typeof openProject>>;

async function readProject(shelf: ProjectShelf, notify: ProjectDeps['notify']): Promise<Project> {
  try {
    const kept = await shelf.read();
    return kept === undefined ? emptyProject : parseProject(kept, 'the project that this browser kept');
  } catch (error) {
    notify(`Your project could not be read: ${messageOf(error)}. The workshop starts with an empty one.`);
    return emptyProject;
  }
}
