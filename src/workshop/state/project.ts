/** The project: what the reader makes, kept at every change. One tab at a time keeps it; another is told, and may take over. */
import { createStore } from 'zustand/vanilla';
import { messageOf } from '../../lm/errors.ts';
import { emptyProject, isUntouched, type Project } from './project-schema.ts';
import type { AsideProject, ProjectShelf } from './project-shelf.ts';
import { readProject } from './read-project.ts';
import type { TabClaim } from './tab-claim.ts';

export type Keeping =
  | { readonly kind: 'kept' }
  /** Only for this visit: the browser refuses databases. */
  | { readonly kind: 'visit' }
  /** Another tab has the workshop; nothing that changes here is kept. */
  | { readonly kind: 'elsewhere' }
  /** What lies in the browser could not be had, so nothing is written over it. */
  | { readonly kind: 'unread'; readonly message: string }
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
  /** Projects that could not be read: they stay until the reader deletes them. */
  readonly asides: readonly AsideProject[];
  change(edit: (project: Project) => Project): void;
  /** A change that takes something away: it can be undone. */
  remove(what: string, edit: (project: Project) => Project): void;
  /** Puts back what was removed last; what was changed since in the same places goes. */
  undo(): void;
  dismiss(): void;
  /** Takes the workshop from the other tab, with what that one kept. */
  takeOver(): Promise<void>;
  /** After `unread`: tries once more; what was made meanwhile can be had back. */
  readAgain(): Promise<void>;
  /** Deletes a project that is aside. @throws what the browser says when it refuses. */
  forgetAside(id: string): Promise<void>;
}

export interface ProjectDeps {
  readonly shelf: ProjectShelf;
  readonly claim: TabClaim;
  readonly date: () => Date;
}

/** Reads what was kept. What cannot be read is put aside, and the workshop opens with an empty project. */
export async function openProject({ shelf, claim, date }: ProjectDeps) {
  const first = await readProject(shelf, claim, date);
  let { unread } = first;
  let writing = Promise.resolve();

  const store = createStore<ProjectState>((set, get) => {
    const rests = (): Keeping => {
      if (!claim.mine()) return { kind: 'elsewhere' };
      return unread === undefined ? { kind: shelf.lasts ? 'kept' : 'visit' } : { kind: 'unread', message: unread };
    };
    const show = (keeping: Keeping) => {
      const now = get().keeping;
      if (now.kind !== keeping.kind || keeping.kind === 'failed') set({ keeping });
    };
    /** In order; of many changes while one is written only the newest is. */
    function keep(): void {
      const { project } = get();
      writing = writing.then(async () => {
        if (project !== get().project || !claim.mine() || unread !== undefined) return;
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
    async function again(): Promise<Project> {
      const read = await readProject(shelf, claim, date);
      unread = read.unread;
      set({ asides: read.asides, keeping: rests() });
      return read.project;
    }
    claim.onChange(() => show(rests()));
    return {
      project: first.project,
      keeping: rests(),
      removed: undefined,
      asides: first.asides,
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
        set({ project: await again(), removed: undefined });
      },
      async readAgain() {
        const project = await again();
        const before = get().project;
        if (unread !== undefined) return;
        if (project !== emptyProject)
          set({ project, removed: isUntouched(before) ? undefined : { what: 'What you made meanwhile', before } });
        else keep();
      },
      async forgetAside(id) {
        await shelf.forgetAside(id);
        set(({ asides }) => ({ asides: asides.filter((one) => one.id !== id) }));
      },
    };
  });
  return store;
}

export type ProjectStore = Awaited<ReturnType<typeof openProject>>;
