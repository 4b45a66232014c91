/** Keeps a sweep in this browser as its texts end, so that it goes on after a reload. */
import * as v from 'valibot';
import { crc32 } from '../../packs/crc32.ts';
import type { Pack } from '../../packs/pack.ts';
import type { Kept } from '../kept/kept.ts';
import { KeptTextSchema, SettingsSchema } from './sweep-file.ts';
import type { SweepSettings } from './sweep-settings.ts';
import type { SweepText } from './sweep-text.ts';

/** Sweeps that are kept without a name, the newest. */
export const keptSweeps = 8;

const KeptBodySchema = v.object({ ...SettingsSchema.entries, closed: v.optional(v.boolean()) });

export interface Keeping {
  /** Sweeps with one id share their texts. */
  readonly id: string;
  /** What is there already, by key. */
  read(): Promise<ReadonlyMap<string, SweepText>>;
  /** What was asked last, unless the reader closed it; undefined where nothing is kept or it cannot be read. Never rejects. */
  asked(): Promise<SweepSettings | undefined>;
  /** The reader is done with it: its texts stay, and it is offered no more. Never rejects. */
  close(): Promise<void>;
  /** Writes what changed since the last write; calls that come meanwhile become one. Never rejects. */
  write(texts: readonly SweepText[]): Promise<void>;
}

/**
 * What texts depend on beside policy, weighting, prompt and seed. So more samples, prompts, methods or another grid extend what is there, and a
 * pack that was trained anew does not.
 */
export function sweepId({ pack, system, sampling, maxTokens }: SweepSettings, of: Pack): string {
  const said = JSON.stringify([of, system, sampling, maxTokens]);
  const checksum = crc32(new TextEncoder().encode(said)).toString(16).padStart(8, '0');
  return `sweep ${pack} ${checksum} ${said.length}`;
}

function isKeptText(value: unknown): value is SweepText {
  return v.is(KeptTextSchema, value);
}

/** @param onFailure Told once, with a reason. */
export function createKeeping(
  kept: () => Promise<Kept>,
  settings: SweepSettings,
  pack: Pack,
  date: () => Date,
  onFailure: (reason: string) => void,
): Keeping {
  const id = sweepId(settings, pack);
  let written: ReadonlyMap<string, SweepText> = new Map();
  let latest: readonly SweepText[] | undefined;
  let writing: Promise<void> | undefined;
  let failed = false;
  let closed = false;

  function fail(error: unknown): void {
    if (!failed) onFailure(error instanceof Error ? error.message : String(error));
    failed = true;
  }

  /** Opens the place first, even where there is nothing new: a call that ended at once would stand as the one that goes on. */
  async function writeAll(): Promise<void> {
    try {
      const place = await kept();
      while (latest && !failed) {
        const texts = latest;
        latest = undefined;
        const changed = texts.filter((text) => text.tokens.length + Number(text.stop !== undefined) > 0 && written.get(text.key) !== text);
        if (changed.length === 0) continue;
        await putHead();
        await place.addPieces(
          id,
          changed.map((value) => ({ key: value.key, value })),
        );
        written = new Map([...written, ...changed.map((text) => [text.key, text] as const)]);
      }
    } catch (error) {
      fail(error);
    }
    writing = undefined;
  }

  const putHead = async () =>
    (await kept()).put({
      ...{ id, kind: 'sweep', name: '', pack: settings.pack, date: date().toISOString() },
      body: closed ? { ...settings, closed } : settings,
    });

  return {
    id,
    async asked() {
      try {
        const body = (await (await kept()).get(id))?.body;
        // A later version of the page may have kept something else.
        return v.is(KeptBodySchema, body) && !body.closed ? body : undefined;
      } catch {
        return undefined;
      }
    },
    async close() {
      // What is written from here on says so too: a sweep that was stopped by this ends some moments later.
      closed = true;
      await writing;
      if (written.size > 0) await putHead().catch(() => {});
    },
    async read() {
      try {
        const place = await kept();
        const unnamed = (await place.list()).filter((head) => head.kind === 'sweep' && head.name === '' && head.id !== id);
        for (const old of unnamed.slice(keptSweeps - 1)) await place.remove(old.id);
        const pieces = await place.pieces(id);
        // What another version of the page kept, or what is damaged, is made anew.
        written = new Map(pieces.flatMap(({ key, value }) => (isKeptText(value) && value.key === key ? [[key, value]] : [])));
        return written;
      } catch (error) {
        fail(error);
        return new Map();
      }
    },
    write(texts) {
      latest = texts;
      writing ??= writeAll();
      return writing;
    },
  };
}
