/** Where runs lie in this browser: `tiller-runs`. A run and the checkpoint that it stands at are written together, so that they always fit. */
import { type DBSchema, openDB } from 'idb';
import type { Checkpoint, KeptRun, RunInputs } from './run.ts';

/** Checkpoints of a run that are kept, at about 15 MB each. */
export const checkpointLimit = 6;

/** Every call may reject, e.g. with a QuotaExceededError: a run goes on without being kept. */
export interface RunShelf {
  /** False where the browser refuses databases: then all is gone with the page. */
  readonly lasts: boolean;
  /** Oldest first. */
  list(): Promise<KeptRun[]>;
  /** A run that begins. */
  begin(run: KeptRun, inputs: RunInputs): Promise<void>;
  /** The run, and a checkpoint of it; checkpoints that `run.checkpoints` does not name go. */
  keep(run: KeptRun, checkpoint?: Checkpoint): Promise<void>;
  inputs(id: string): Promise<RunInputs | undefined>;
  checkpoint(id: string, step: number): Promise<Checkpoint | undefined>;
  remove(id: string): Promise<void>;
}

/**
 * Which checkpoints stay when one is added: the newest, the first, and of the others those that are spread best over the steps.
 * @param steps Ascending.
 */
export function spread(steps: readonly number[], most = checkpointLimit): number[] {
  const kept = [...steps];
  while (kept.length > most) {
    // Without it the gap between its neighbours is the smallest.
    const gaps = kept.slice(1, -1).map((_, i) => (kept[i + 2] as number) - (kept[i] as number));
    kept.splice(gaps.indexOf(Math.min(...gaps)) + 1, 1);
  }
  return kept;
}

interface RunsDatabase extends DBSchema {
  runs: { key: string; value: KeptRun };
  inputs: { key: string; value: RunInputs };
  checkpoints: { key: [run: string, step: number]; value: Checkpoint };
}

const everyStep = (id: string) => IDBKeyRange.bound([id], [id, []]);

/** In memory where the browser refuses databases. */
export async function openRunShelf(): Promise<RunShelf> {
  try {
    const database = await openDB<RunsDatabase>('tiller-runs', 1, {
      upgrade(fresh) {
        fresh.createObjectStore('runs', { keyPath: 'id' });
        fresh.createObjectStore('inputs');
        fresh.createObjectStore('checkpoints');
      },
    });
    return {
      lasts: true,
      list: async () => byDate(await database.getAll('runs')),
      async begin(run, inputs) {
        const writing = database.transaction(['runs', 'inputs'], 'readwrite');
        await Promise.all([writing.objectStore('runs').put(run), writing.objectStore('inputs').put(inputs, run.id), writing.done]);
      },
      async keep(run, checkpoint) {
        const writing = database.transaction(['runs', 'checkpoints'], 'readwrite');
        const checkpoints = writing.objectStore('checkpoints');
        const drop = async () => {
          const keys = await checkpoints.getAllKeys(everyStep(run.id));
          await Promise.all(keys.filter(([, step]) => !run.checkpoints.includes(step)).map((key) => checkpoints.delete(key)));
        };
        // All are waited for: a refusal that nobody hears is an error of the page.
        const kept = checkpoint && checkpoints.put(checkpoint, [run.id, checkpoint.step]);
        await Promise.all([writing.objectStore('runs').put(run), kept, drop(), writing.done]);
      },
      inputs: (id) => database.get('inputs', id),
      checkpoint: (id, step) => database.get('checkpoints', [id, step]),
      async remove(id) {
        const writing = database.transaction(['runs', 'inputs', 'checkpoints'], 'readwrite');
        const gone = [
          writing.objectStore('runs').delete(id),
          writing.objectStore('inputs').delete(id),
          writing.objectStore('checkpoints').delete(everyStep(id)),
        ];
        await Promise.all([...gone, writing.done]);
      },
    };
  } catch {
    return memoryRunShelf();
  }
}

/** For browsers that refuse databases, and for tests. */
export function memoryRunShelf(): RunShelf {
  const runs = new Map<string, KeptRun>();
  const inputs = new Map<string, RunInputs>();
  const checkpoints = new Map<string, Map<number, Checkpoint>>();
  return {
    lasts: false,
    list: async () => byDate([...runs.values()]),
    async begin(run, given) {
      runs.set(run.id, run);
      inputs.set(run.id, given);
    },
    async keep(run, checkpoint) {
      runs.set(run.id, run);
      const own = checkpoints.get(run.id) ?? new Map<number, Checkpoint>();
      if (checkpoint) own.set(checkpoint.step, structuredClone(checkpoint));
      checkpoints.set(run.id, new Map([...own].filter(([step]) => run.checkpoints.includes(step))));
    },
    inputs: async (id) => inputs.get(id),
    checkpoint: async (id, step) => structuredClone(checkpoints.get(id)?.get(step)),
    async remove(id) {
      runs.delete(id);
      inputs.delete(id);
      checkpoints.delete(id);
    },
  };
}

function byDate(runs: readonly KeptRun[]): KeptRun[] {
  return [...runs].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
}
