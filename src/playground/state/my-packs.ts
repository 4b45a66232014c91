/** The packs of this browser: brought in as files, kept, sent out, deleted and brought back. One for the page, whichever pack is open. */

import { createStore } from 'zustand/vanilla';
import { messageOf } from '../../lm/errors.ts';
import { bundleEnding, type PackBytes, writeBundle } from '../../packs/bundle.ts';
import { checkBundle, type PackHost } from '../../packs/check-bundle.ts';
import { bytesOf, describePack, type KeptPack } from '../../packs/storage/kept-pack.ts';
import { type BrowserRoom, type PackStorage, sizeInWords } from '../../packs/storage/pack-storage.ts';

/** A link to a pack that this browser does not have. */
export interface MissingPack {
  readonly id: string;
  /** The link's hash, followed once the pack is here. */
  readonly hash: string;
}

/** What is said of the last thing that was done with a pack. */
export type Said =
  | { readonly kind: 'working' | 'done' | 'failed'; readonly text: string }
  | { readonly kind: 'deleted'; readonly text: string; readonly pack: KeptPack };

export interface MyPacksState {
  readonly kept: readonly KeptPack[];
  readonly said: Said | undefined;
  readonly missing: MissingPack | undefined;
  /** The pack that is being opened, while the one before is still on the page. */
  readonly opening: { readonly id: string; cancel(): void } | undefined;
  readonly room: BrowserRoom;
  /** 'memory': nothing outlives this visit. Undefined until it is known. */
  readonly place: PackStorage['kind'] | undefined;
}

export interface MyPacksDeps {
  readonly storage: () => Promise<PackStorage>;
  readonly host: () => Promise<PackHost>;
  /** The files of a shipped pack. */
  readonly collect: (id: string) => Promise<PackBytes>;
  /** Shows a pack: by its id, or as a link says. */
  readonly open: (target: { readonly id: string } | { readonly hash: string }) => void;
  readonly download: (bytes: Uint8Array<ArrayBuffer>, name: string) => void;
}

export interface MyPacks {
  readonly store: ReturnType<typeof createMyPacksStore>;
  /** Reads what is kept. @throws nothing: a browser that refuses keeps nothing. */
  refresh(): Promise<void>;
  /** Reads, checks, keeps and opens a pack; what is wrong with it is said in a sentence, and nothing of it is kept. */
  bring(read: () => Promise<{ readonly files: PackBytes; readonly left: readonly string[]; readonly name: string }>): Promise<void>;
  /** Saves a pack as a bundle, a shipped one or one's own. */
  send(pack: { readonly id: string; readonly label: string }): Promise<void>;
  remove(pack: KeptPack): Promise<void>;
  /** Takes the last deletion back. */
  undo(): Promise<void>;
  /** What was said is read; a deletion is now for good. */
  dismiss(): Promise<void>;
  setMissing(missing: MissingPack | undefined): void;
  setOpening(opening: MyPacksState['opening']): void;
}

function createMyPacksStore() {
  return createStore<MyPacksState>(() => ({
    kept: [],
    said: undefined,
    missing: undefined,
    opening: undefined,
    room: {},
    place: undefined,
  }));
}

export function createMyPacks({ storage, host, collect, open, download }: MyPacksDeps): MyPacks {
  const store = createMyPacksStore();
  const say = (said: Said | undefined) => store.setState({ said });

  async function refresh(): Promise<void> {
    try {
      const place = await storage();
      const [kept, room] = await Promise.all([place.list(), place.room().catch((): BrowserRoom => ({}))]);
      store.setState({ kept, room, place: place.kind });
    } catch (error) {
      say({ kind: 'failed', text: `The packs of this browser could not be read: ${messageOf(error)}` });
    }
  }

  /** Says what is being done, and what came of it. */
  async function doing(text: string, act: () => Promise<Said | undefined>): Promise<void> {
    say({ kind: 'working', text });
    try {
      say(await act());
    } catch (error) {
      say({ kind: 'failed', text: messageOf(error) });
    }
  }

  /** What a bundle brought is checked before anything is kept. */
  async function keep(files: PackBytes, left: readonly string[], name: string): Promise<Said> {
    const pack = checkBundle(files, await host());
    const place = await storage();
    const described = await describePack(pack, files, name || pack.label);
    const known = (await place.list()).find(({ id }) => id === described.id);
    if (!known) await place.keep(described, files);
    await refresh();
    const { missing } = store.getState();
    const wanted = missing?.id === described.id;
    if (wanted) store.setState({ missing: undefined });
    open(wanted && missing ? { hash: missing.hash } : { id: described.id });
    const notes = [
      known ? `“${known.name}” is here already, with the same files.` : `“${described.name}” is here: ${sizeInWords(bytesOf(described))}.`,
      place.kind === 'memory' ? 'This browser keeps nothing (a private window?): the pack stays for this visit only.' : '',
      left.length > 0 ? `Left out: ${left.slice(0, 3).join(', ')}${left.length > 3 ? ` and ${left.length - 3} more` : ''}.` : '',
    ];
    return { kind: 'done', text: notes.filter(Boolean).join(' ') };
  }

  async function forgetDeleted(): Promise<void> {
    const { said } = store.getState();
    if (said?.kind === 'deleted') await (await storage()).forget(said.pack.id);
  }

  return {
    store,
    refresh,
    async bring(read) {
      await doing('Reading the pack …', async () => {
        const { files, left, name } = await read();
        return keep(files, left, name);
      });
    },
    async send({ id, label }) {
      await doing(`Packing “${label}” …`, async () => {
        const mine = store.getState().kept.find((pack) => pack.id === id);
        const files = mine ? await bytesOfAll(await (await storage()).files(id)) : await collect(id);
        const name = `${(mine?.name ?? id).replace(/[^\p{L}\p{N} ._()-]/gu, '-')}${bundleEnding}`;
        download(writeBundle(files), name);
        return { kind: 'done', text: `“${label}” is saved as ${name}.` };
      });
    },
    async remove(pack) {
      await doing(`Deleting “${pack.name}” …`, async () => {
        await (await storage()).delete(pack.id);
        await refresh();
        return { kind: 'deleted', text: `“${pack.name}” is deleted.`, pack };
      });
    },
    async undo() {
      const { said } = store.getState();
      if (said?.kind !== 'deleted') return;
      await doing(`Bringing “${said.pack.name}” back …`, async () => {
        const back = await (await storage()).restore(said.pack.id);
        await refresh();
        return back ? undefined : { kind: 'failed', text: `“${said.pack.name}” is gone: its files were cleared meanwhile.` };
      });
    },
    async dismiss() {
      await forgetDeleted().catch(() => undefined);
      say(undefined);
      await refresh();
    },
    setMissing: (missing) => store.setState({ missing }),
    setOpening: (opening) => store.setState({ opening }),
  };
}

async function bytesOfAll(files: ReadonlyMap<string, Blob>): Promise<PackBytes> {
  return new Map(await Promise.all([...files].map(async ([path, blob]) => [path, new Uint8Array(await blob.arrayBuffer())] as const)));
}
