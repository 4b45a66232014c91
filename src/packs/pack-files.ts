/** A pack's files, wherever they lie: on a host, in this browser's storage, in what was dropped. */
import { recogniseFile } from '../lm/files/recognise-file.ts';
import type { SlotSource } from '../lm/requests.ts';
import { jsonFault } from './json-place.ts';

export interface PackFiles {
  /**
   * The bytes of a file below the pack's folder; undefined when it is not there.
   * @throws Error that names the file; the signal's reason when aborted.
   */
  read(path: string, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Where the engine finds a slot's adapter: the PEFT folder at `path`. */
  slot(id: string, path: string): SlotSource;
}

/**
 * Files that this browser holds.
 * @param keyOf Names a file's content, e.g. its hash: two adapters of one key are the same.
 */
export function heldFiles(files: ReadonlyMap<string, Blob>, keyOf: (path: string) => string): PackFiles {
  return {
    async read(path, signal) {
      const bytes = await files.get(path)?.arrayBuffer();
      signal?.throwIfAborted();
      return bytes && new Uint8Array(bytes);
    },
    slot(id, path) {
      const [config, tensors] = adapterPaths(path);
      const held = { config: files.get(config), tensors: files.get(tensors) };
      for (const [name, blob] of [
        [config, held.config],
        [tensors, held.tensors],
      ] as const) {
        if (!blob) throw new Error(`${name}: expected a file of this pack, got none`);
      }
      return { id, key: `${keyOf(config)} ${keyOf(tensors)}`, files: held as { config: Blob; tensors: Blob } };
    },
  };
}

/** The two files of a PEFT folder. */
export function adapterPaths(folder: string): readonly [config: string, tensors: string] {
  return [`${folder}/adapter_config.json`, `${folder}/adapter_model.safetensors`];
}

/**
 * The value of a JSON file.
 * @throws Error that names the file, the place and what stands there.
 */
export function parseJson(bytes: Uint8Array, name: string): unknown {
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const other = recogniseFile(bytes);
    if (other) throw new Error(`${name} is ${other}, expected JSON`, { cause });
    const fault = jsonFault(text);
    if (!fault) throw cause;
    const { line, column, field, found } = fault;
    const place = `line ${line}, column ${column}${field === '' ? '' : ` (${field.slice(0, 100)})`}`;
    throw new Error(`${name}: ${place}: expected JSON, got ${found === '' ? 'its end' : JSON.stringify(found)}`, { cause });
  }
}
