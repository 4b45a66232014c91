/** Where the project lies in this browser: `tiller-workshop`, one project, and beside it those that could not be read. */
import { type DBSchema, openDB } from 'idb';
import * as v from 'valibot';

const AsideSchema = v.object({ id: v.string(), reason: v.string(), kept: v.unknown() });

/** A project that could not be read, as it was kept. */
export interface AsideProject {
  /** Unique: when it was put aside. */
  readonly id: string;
  /** Why it could not be read, in one sentence that names it. */
  readonly reason: string;
  readonly kept: unknown;
}

/** Every call may reject, e.g. with a QuotaExceededError: the page lives on without. */
export interface ProjectShelf {
  /** False where the browser refuses databases: then all is gone with the page. */
  readonly lasts: boolean;
  /** Undefined where nothing was kept; whoever reads checks its shape, as an older page may have written it. */
  read(): Promise<unknown>;
  /** @param project Structured-cloneable. */
  write(project: unknown): Promise<void>;
  /** Puts a project aside and makes room for another, both or neither. */
  setAside(project: AsideProject): Promise<void>;
  /** Oldest first. */
  asides(): Promise<AsideProject[]>;
  forgetAside(id: string): Promise<void>;
}

interface WorkshopDatabase extends DBSchema {
  projects: { key: string; value: unknown };
}

const present = 'present';
/** Keys of those that are aside; another version of the page knows none of them and leaves them alone. */
const aside = 'aside ';
const everyAside = () => IDBKeyRange.bound(aside, `${aside}\uffff`);

/** In memory where the browser refuses databases. */
export async function openProjectShelf(): Promise<ProjectShelf> {
  try {
    const database = await openDB<WorkshopDatabase>('tiller-workshop', 1, {
      upgrade(fresh) {
        fresh.createObjectStore('projects');
      },
    });
    return {
      lasts: true,
      read: () => database.get('projects', present),
      async write(project) {
        await database.put('projects', project, present);
      },
      async setAside(project) {
        const writing = database.transaction('projects', 'readwrite');
        await Promise.all([writing.store.put(project, `${aside}${project.id}`), writing.store.delete(present), writing.done]);
      },
      asides: async () => (await database.getAll('projects', everyAside())).filter((value) => v.is(AsideSchema, value)),
      forgetAside: (id) => database.delete('projects', `${aside}${id}`),
    };
  } catch {
    return memoryProjectShelf();
  }
}

/** For browsers that refuse databases, and for tests: all is gone with the page. */
export function memoryProjectShelf(): ProjectShelf {
  let kept: unknown;
  const asides = new Map<string, AsideProject>();
  return {
    lasts: false,
    read: async () => structuredClone(kept),
    async write(project) {
      kept = structuredClone(project);
    },
    async setAside(project) {
      asides.set(project.id, structuredClone(project));
      kept = undefined;
    },
    asides: async () => structuredClone([...asides.values()]),
    async forgetAside(id) {
      asides.delete(id);
    },
  };
}
