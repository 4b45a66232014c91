/**
 * JSON files that a reader drops on the page: told apart by their format, checked, and shown. One for the page, whichever pack is open: a
 * file of another pack waits until that is.
 */
import { createStore } from 'zustand/vanilla';
import { messageOf } from '../../lm/errors.ts';
import { parseFile } from '../../lm/parse-file.ts';
import { showValue } from '../../lm/show-value.ts';
import { FrontSchema } from '../../packs/front.ts';
import { foreignFront } from '../../packs/front-complaint.ts';
import { isMine } from '../../packs/storage/kept-pack.ts';
import { parseSweep } from '../sweep/sweep-file.ts';
import { foreignRun, parseRun } from './run-record.ts';
import type { Tiller } from './tiller.ts';

/** What came of the last file. */
export interface FileSaid {
  readonly text: string;
  readonly failed: boolean;
  /** What can be done about it, in one press. */
  readonly offer?: { readonly label: string; readonly act: () => void } | undefined;
}

export interface OpenedFiles {
  readonly store: ReturnType<typeof createSaidStore>;
  /** Shows a file's content on the page of a pack; what is wrong with it is said in a sentence, and nothing on the page changes. */
  open(file: Pick<File, 'name' | 'text'>, tiller: Tiller): Promise<void>;
  /** Shows what waited for this pack, if anything did. */
  resume(tiller: Tiller): void;
  dismiss(): void;
}

/** Longer files are no record of this page's. */
const longestFile = 64 * 2 ** 20;

interface WaitingFile {
  readonly name: string;
  readonly data: unknown;
  /** As the file names it: by the id in pack.json, or (a sweep) as the address does. */
  readonly pack: string;
}

function createSaidStore() {
  return createStore<{ readonly said: FileSaid | undefined }>(() => ({ said: undefined }));
}

export function createOpenedFiles(): OpenedFiles {
  const store = createSaidStore();
  let waiting: WaitingFile | undefined;
  /** Counts what was asked for: a file that is read slowly gives way to what came after it. */
  let newest = 0;
  const say = (said: FileSaid | undefined) => store.setState({ said });

  function show({ name, data, pack }: WaitingFile, tiller: Tiller): void {
    if (!isOpen(pack, tiller)) {
      const here = findPack(pack, tiller);
      say({
        text: `${name} is of the pack “${pack}”${here ? `; “${tiller.pack.id}” is open.` : ', which is not here: import the pack first.'}`,
        failed: true,
        offer: here && {
          label: `Open it with “${here.label}”`,
          act() {
            waiting = { name, data, pack };
            tiller.openPack(here.id);
          },
        },
      });
    } else say(showers[String(formatOf(data))]?.(data, name, tiller));
  }

  return {
    store,
    async open(file, tiller) {
      newest += 1;
      const mine = newest;
      try {
        waiting = undefined;
        const { data, pack } = await readJson(file);
        if (mine === newest) show({ name: file.name, data, pack }, tiller);
      } catch (error) {
        if (mine === newest) say({ text: messageOf(error), failed: true });
      }
    },
    resume(tiller) {
      if (waiting === undefined || !isOpen(waiting.pack, tiller)) return;
      const file = waiting;
      waiting = undefined;
      try {
        show(file, tiller);
      } catch (error) {
        say({ text: messageOf(error), failed: true });
      }
    },
    dismiss: () => say(undefined),
  };
}

/** @throws Error that names the file and what was expected. */
async function readJson(file: Pick<File, 'name' | 'text'>): Promise<Omit<WaitingFile, 'name'>> {
  const text = await file.text();
  if (text.length > longestFile) throw new Error(`${file.name}: has ${text.length} characters, expected at most ${longestFile}`);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${file.name}: is not JSON (${messageOf(cause)})`, { cause });
  }
  const format = formatOf(data);
  if (typeof format !== 'string' || !Object.hasOwn(showers, format)) {
    throw new Error(`${file.name}: field format: expected one of ${Object.keys(showers).join(', ')}, got ${showValue(format)}`);
  }
  const field = format === 'tiller-sweep/1' ? 'settings.pack' : 'pack';
  const { pack } = (field === 'pack' ? data : ((data as { settings?: unknown }).settings ?? {})) as { pack?: unknown };
  if (typeof pack !== 'string') throw new Error(`${file.name}: field ${field}: expected the id of a pack, got ${showValue(pack)}`);
  return { data, pack };
}

function formatOf(data: unknown): unknown {
  return typeof data === 'object' && data !== null ? (data as { format?: unknown }).format : undefined;
}

function isOpen(pack: string, tiller: Tiller): boolean {
  return pack === tiller.pack.id || pack === tiller.packId;
}

function findPack(pack: string, { packs, myPacks }: Tiller): { readonly id: string; readonly label: string } | undefined {
  const mine = myPacks.store.getState().kept.find(({ id }) => id === pack || (isMine(id) && id.startsWith(`mine:${pack}-`)));
  return packs.find(({ id }) => id === pack) ?? (mine && { id: mine.id, label: mine.name });
}

function showFront(data: unknown, name: string, tiller: Tiller): FileSaid {
  const front = parseFile(FrontSchema, data, name);
  const { id, base, rewards } = tiller.pack;
  const complaint = foreignFront(front, { id, base, rewards });
  if (complaint)
    throw new Error(`${name}: field ${complaint.field.join('.')}: expected ${complaint.expected}, got ${showValue(complaint.got)}`);
  tiller.showFront(front);
  return {
    text: `The fronts are now those of ${name}: ${front.prompts.length} prompts, commit ${front.commit.slice(0, 10)}.`,
    failed: false,
    offer: { label: 'Back to the pack’s own', act: () => tiller.showFront(undefined) },
  };
}

function showRun(data: unknown, name: string, tiller: Tiller): FileSaid {
  const record = parseRun(data, name);
  const foreign = foreignRun(record, tiller.pack, tiller.policies);
  if (foreign !== undefined) throw new Error(`${name} cannot be shown here. ${foreign}`);
  tiller.openRun(record);
  const turns = record.panes[0]?.turns.length ?? 0;
  const after = turns > 0 ? ` They answered after ${turns} earlier turns, which a new answer here does not have.` : '';
  return {
    text: `${name} is open: ${record.panes.length} ${record.panes.length === 1 ? 'answer' : 'answers'} of ${record.date.slice(0, 10)}.${after}`,
    failed: false,
  };
}

function showSweep(data: unknown, name: string, tiller: Tiller): FileSaid {
  const file = parseSweep(data, name);
  tiller.sweep.getState().open(file);
  return { text: `${name} is open: a sweep of ${file.texts.length} texts, of ${file.date.slice(0, 10)}.`, failed: false };
}

const showers: Readonly<Record<string, (data: unknown, name: string, tiller: Tiller) => FileSaid>> = {
  'tiller-front/1': showFront,
  'tiller-run/1': showRun,
  'tiller-sweep/1': showSweep,
};
