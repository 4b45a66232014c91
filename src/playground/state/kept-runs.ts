/** Runs that the reader named and keeps in this browser. One list for the page, whichever pack is open. */
import { createStore } from 'zustand/vanilla';
import { messageOf } from '../../lm/errors.ts';
import type { Kept, KeptHead, KeptRecord } from '../kept/kept.ts';
import { parseRun, type RunRecord } from './run-record.ts';

export interface KeptRunsState {
  /** Newest first. */
  readonly runs: readonly KeptHead[];
  /** False where all is gone with the page; undefined until it is known. */
  readonly lasts: boolean | undefined;
  /** The last one that was deleted, until something else is done. */
  readonly deleted: KeptRecord | undefined;
  /** One sentence about what went wrong. */
  readonly error: string | undefined;
}

export interface KeptRuns {
  readonly store: ReturnType<typeof createKeptRunsStore>;
  /** Nothing here rejects but `read`: what goes wrong is said in the store. */
  refresh(): Promise<void>;
  /** @param packId What the address calls the pack. */
  keep(name: string, packId: string, record: RunRecord): Promise<void>;
  rename(id: string, name: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** Takes the last deletion back. */
  undo(): Promise<void>;
  /** @throws Error of one sentence where it is gone, or not as it was written. */
  read(head: KeptHead): Promise<RunRecord>;
}

/** Longest name, in UTF-16 code units. */
export const nameLimit = 80;

function createKeptRunsStore() {
  return createStore<KeptRunsState>(() => ({ runs: [], lasts: undefined, deleted: undefined, error: undefined }));
}

export function createKeptRuns(openKept: () => Promise<Kept>): KeptRuns {
  const store = createKeptRunsStore();

  async function refresh(): Promise<void> {
    try {
      const kept = await openKept();
      store.setState({ runs: (await kept.list()).filter(({ kind }) => kind === 'run'), lasts: kept.lasts });
    } catch (error) {
      store.setState({ error: `The kept runs could not be read: ${messageOf(error)}` });
    }
  }

  /** One change of what is kept; the list is read anew after it. */
  async function change(what: string, act: (kept: Kept) => Promise<Partial<KeptRunsState>>): Promise<void> {
    try {
      store.setState({ deleted: undefined, error: undefined, ...(await act(await openKept())) });
    } catch (error) {
      store.setState({ error: `${what} failed: ${messageOf(error)}` });
    }
    await refresh();
  }

  return {
    store,
    refresh,
    keep: (name, packId, record) =>
      change('Keeping the run', async (kept) => {
        await kept.put({ id: newId(), kind: 'run', name: fitName(name), pack: packId, date: record.date, body: record });
        return {};
      }),
    rename: (id, name) =>
      change('Renaming the run', async (kept) => {
        const record = await kept.get(id);
        if (!record) return { error: 'That run is gone: it was deleted in another tab.' };
        await kept.put({ ...record, name: fitName(name) });
        return {};
      }),
    remove: (id) =>
      change('Deleting the run', async (kept) => {
        const deleted = await kept.get(id);
        await kept.remove(id);
        return { deleted };
      }),
    undo: () =>
      change('Bringing the run back', async (kept) => {
        const { deleted } = store.getState();
        if (deleted) await kept.put(deleted);
        return {};
      }),
    async read({ id, name }) {
      const record = await (await openKept()).get(id);
      if (!record) throw new Error(`“${name}” is gone: it was deleted in another tab.`);
      return parseRun(record.body, name);
    },
  };
}

/** Without room for a word, the name of one that has none. */
function fitName(name: string): string {
  return name.replace(/\s+/g, ' ').trim().slice(0, nameLimit) || 'Without a name';
}

function newId(): string {
  return `run-${Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-')}`;
}
