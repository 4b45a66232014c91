/** What the browser refuses to keep stays in the page: a run that was trained with a full disk still goes on, is measured and is saved. */
import type { KeptRun } from './run.ts';
import { memoryRunShelf, type RunShelf } from './run-shelf.ts';

/** The shelf, and in memory what it did not take: it still rejects where it did not, so that the reader is told. */
export function spareRunShelf(shelf: RunShelf): RunShelf {
  const spare = memoryRunShelf();
  /** Runs as they were last, where the shelf did not take them. */
  const refused = new Map<string, KeptRun>();

  async function write(run: KeptRun, there: Promise<void>, here: () => Promise<void>): Promise<void> {
    try {
      await there;
      refused.delete(run.id);
    } catch (error) {
      refused.set(run.id, run);
      await here();
      throw error;
    }
  }

  return {
    lasts: shelf.lasts,
    async list() {
      const kept = await shelf.list();
      const unkept = [...refused.values()].filter(({ id }) => kept.every((run) => run.id !== id));
      return [...kept.map((run) => refused.get(run.id) ?? run), ...unkept];
    },
    begin: (run, inputs) => write(run, shelf.begin(run, inputs), () => spare.begin(run, inputs)),
    keep: (run, checkpoint) => write(run, shelf.keep(run, checkpoint), () => spare.keep(run, checkpoint)),
    inputs: async (id) => (await spare.inputs(id)) ?? shelf.inputs(id),
    checkpoint: async (id, step) => (await spare.checkpoint(id, step)) ?? shelf.checkpoint(id, step),
    async remove(id) {
      refused.delete(id);
      await spare.remove(id);
      await shelf.remove(id);
    },
  };
}
