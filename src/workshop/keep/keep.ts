/** What station 5 does: makes a pack of chosen runs, has it measured, and hands it to the packs of this browser or out as a file. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { createLatest } from '../../engine/latest.ts';
import { isAbort, messageOf } from '../../lm/errors.ts';
import { writeBundle } from '../../packs/bundle.ts';
import { crc32 } from '../../packs/crc32.ts';
import type { Front } from '../../packs/front.ts';
import type { Pack } from '../../packs/pack.ts';
import { adapterPaths, heldFiles } from '../../packs/pack-files.ts';
import { slotSources } from '../../packs/slot-sources.ts';
import { describePack, type KeptPack } from '../../packs/storage/kept-pack.ts';
import type { PackStorage } from '../../packs/storage/pack-storage.ts';
import { joined } from '../parts/words.ts';
import type { Scoring } from '../state/scoring.ts';
import { type MadePack, makePack } from './make-pack.ts';
import { runAtStep } from './measured-answers.ts';
import type { MeasureSubject, Measuring } from './measuring.ts';
import { axesOf, slotFolder } from './pack-of-runs.ts';
import type { Named, ReadPack } from './read-runs.ts';
import { scorablesOf, scorersOf } from './told-rewards.ts';
import type { PackProject, TrainedRun } from './trained-run.ts';

/** A pack as it would be kept now, whatever its name. */
export interface Offered {
  readonly project: PackProject;
  readonly runs: readonly TrainedRun[];
  readonly pack: Pack;
  readonly subject: MeasureSubject;
}

export interface KeepState {
  /** `read`: the runs are here and make a pack. */
  readonly status: 'none' | 'reading' | 'read' | 'failed';
  readonly offered: Offered | undefined;
  /** Why the chosen runs make no pack. */
  readonly error: string | undefined;
  readonly saving: boolean;
  /** What was kept last, and whether it was deleted since. */
  readonly kept: { readonly pack: KeptPack; readonly deleted: boolean } | undefined;
  /** Why it could not be kept, or what else is to be said of it. */
  readonly said: string | undefined;
}

export interface Keep {
  readonly store: StoreApi<KeepState>;
  readonly measuring: Measuring;
  /** Reads these runs, newest last. */
  choose(runs: readonly string[]): Promise<void>;
  /** The files under a name, with what was measured of them. */
  made(named: Named): MadePack | undefined;
  /** Puts the pack into the packs of this browser. */
  keep(named: Named): Promise<void>;
  remove(): Promise<void>;
  restore(): Promise<void>;
}

export interface KeepDeps {
  /** The pack of these runs, before it has a name. @throws Error of one sentence. */
  readonly read: ReadPack;
  readonly measuring: Measuring;
  readonly scoring: Pick<Scoring, 'score'>;
  readonly storage: () => Promise<PackStorage>;
  /** A pack is kept that has what was measured. */
  readonly onKept?: (measured: string, pack: string) => Promise<void>;
}

const nothing: KeepState = { status: 'none', offered: undefined, error: undefined, saving: false, kept: undefined, said: undefined };

export function createKeep({ read, measuring, scoring, storage, onKept = async () => {} }: KeepDeps): Keep {
  const store = createStore<KeepState>(() => nothing);
  const latest = createLatest();

  function made(named: Named): MadePack | undefined {
    const { offered } = store.getState();
    if (!offered) return undefined;
    return makePack({ ...offered.project, ...named }, offered.runs, frontFor(offered, named, measuring));
  }

  async function tried(act: () => Promise<void>): Promise<void> {
    store.setState({ saving: true, said: undefined });
    try {
      await act();
    } catch (error) {
      store.setState({ said: messageOf(error) });
    }
    store.setState({ saving: false });
  }

  return {
    store,
    measuring,
    made,
    choose: (runs) =>
      latest.ask(async (signal) => {
        if (runs.length === 0) {
          // What was measured is gone, or trains on: nobody could stop it any more.
          measuring.stop();
          return store.setState({ ...nothing, kept: store.getState().kept });
        }
        store.setState({ status: 'reading', error: undefined });
        try {
          const { project, runs: trained } = await read(runs, signal);
          if (signal.aborted) return;
          store.setState({ status: 'read', offered: offer(project, runs, trained, scoring) });
        } catch (error) {
          if (!signal.aborted && !isAbort(error)) store.setState({ status: 'failed', offered: undefined, error: messageOf(error) });
        }
      }),
    keep: (named) =>
      tried(async () => {
        const pack = made(named);
        if (!pack) return;
        const place = await storage();
        const described = await describePack(pack.pack, pack.files, named.label);
        const known = (await place.list()).some(({ id }) => id === described.id);
        if (!known) await place.keep(described, pack.files);
        // The pack is kept, whatever becomes of this note.
        const { offered } = store.getState();
        if (offered) await onKept(offered.subject.id, described.id).catch(() => undefined);
        const said =
          place.kind === 'memory' ? 'This browser keeps nothing (a private window?): the pack stays for this visit only.' : undefined;
        store.setState({ kept: { pack: described, deleted: false }, said });
      }),
    remove: () =>
      tried(async () => {
        const { kept } = store.getState();
        if (!kept) return;
        await (await storage()).delete(kept.pack.id);
        store.setState({ kept: { ...kept, deleted: true } });
      }),
    restore: () =>
      tried(async () => {
        const { kept } = store.getState();
        if (!kept) return;
        const back = await (await storage()).restore(kept.pack.id);
        store.setState(
          back
            ? { kept: { ...kept, deleted: false } }
            : { kept: undefined, said: `“${kept.pack.name}” is gone: its files were cleared meanwhile.` },
        );
      }),
  };
}

/** The bundle's bytes. */
export function bundleOf({ files }: MadePack): Uint8Array<ArrayBuffer> {
  return writeBundle(files);
}

/** @param ids Of the runs, in their order. */
function offer(project: PackProject, ids: readonly string[], runs: readonly TrainedRun[], scoring: Pick<Scoring, 'score'>): Offered {
  const { pack, files } = makePack(project, runs);
  const axes = axesOf((runs[0] as TrainedRun).recipe);
  const held = heldFiles(
    new Map([...files].map(([path, bytes]) => [path, new Blob([bytes])])),
    (path) => `${checksum(files.get(path))} ${path}`,
  );
  const adapters = pack.slots.map((slot) => checksum(files.get(adapterPaths(slotFolder(slot))[1])));
  const { label: _, id: __, task: ___, policies, examples: ____, calibration: _____, ...measured } = pack;
  const steered = policies.map(({ id, method, slots, points }) => ({ id, method, slots, points }));
  const scorables = scorablesOf(axes, project.definitions);
  const twins = scorersOf(project.rewards, 'guard').twins;
  const labels = project.rewards.map(({ label }) => label);
  return {
    project,
    runs,
    pack,
    subject: {
      id: `${checksum(new TextEncoder().encode(JSON.stringify([measured, steered, project.prompts.heldOut, project.prompts.tune])))} ${adapters.join(' ')}`,
      name: joined(labels.map((label, i) => (i === 0 ? label : label.toLowerCase()))),
      runs: ids.map((id, i) => runAtStep(id, (runs[i] as TrainedRun).training.steps)),
      pack,
      prompts: project.prompts,
      labels,
      slots: slotSources(pack, pack.policies, held),
      scorers: scorersOf(project.rewards, 'guard'),
      async score(inputs, signal, onFault) {
        let why = 'expected a number for each, got none.';
        const tell = ({ message }: { readonly message: string }) => {
          why = message;
          onFault(message);
        };
        const scores = await scoring.score(scorables, inputs, { signal, twins: true, onFault: tell });
        const wanted = Object.entries(twins).flatMap(([id, twin]) => [id, ...(twin === undefined ? [] : [twin])]);
        const missing = wanted.find((id) => scores.some((record) => record[id] === undefined));
        if (missing !== undefined) throw new Error(`“${missing}” could not score the answers: ${why}`);
        return scores;
      },
    },
  };
}

/** What was measured, where it was of these runs, under the pack's name. */
function frontFor({ subject }: Offered, { id }: Named, { store }: Measuring): Front | undefined {
  const { front, of } = store.getState();
  return front && of === subject.id ? { ...front, pack: id } : undefined;
}

function checksum(bytes: Uint8Array | undefined): string {
  return crc32(bytes ?? new Uint8Array())
    .toString(16)
    .padStart(8, '0');
}
