import { type DroppedFile, loneJson, readDropped } from '../../packs/dropped-files.ts';
import type { Tiller } from '../state/tiller.ts';

/** Takes in what was dropped or picked: a pack (a .zip file, a folder), or one JSON file, told by what it holds. */
export async function takeFiles(files: readonly DroppedFile[] | Promise<readonly DroppedFile[]>, tiller: Tiller): Promise<void> {
  const json = await Promise.resolve(files)
    .then(loneJson)
    // What cannot be read is told by the reader of packs.
    .catch(() => undefined);
  if (json) await tiller.files.open(json, tiller);
  else await tiller.myPacks.bring(async () => readDropped(await files));
}
