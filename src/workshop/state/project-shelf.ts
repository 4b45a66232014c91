/** Where the project lies in this browser: `tiller-workshop`, one project. */
import { type DBSchema, openDB } from 'idb';

/** Every call may reject, e.g. with a QuotaExceededError: the page lives on without. */
export interface ProjectShelf {
  /** False where the browser refuses databases: then all is gone with the page. */
  readonly lasts: boolean;
  /** Undefined where nothing was kept; whoever reads checks its shape, as an older page may have written it. */
  read(): Promise<unknown>;
  /** @param project Structured-cloneable. */
  write(project: unknown): Promise<void>;
}

interface WorkshopDatabase extends DBSchema {
  projects: { key: string; value: unknown };
}

const present = 'present';

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
    };
  } catch {
    return memoryProjectShelf();
  }
}

/** For browsers that refuse databases, and for tests: all is gone with the page. */
export function memoryProjectShelf(): ProjectShelf {
  let kept: unknown;
  return {
    lasts: false,
    read: async () => structuredClone(kept),
    async write(project) {
      kept = structuredClone(project);
    },
  };
}
