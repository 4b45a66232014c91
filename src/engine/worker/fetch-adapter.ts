/** The two files of an adapter, from its address or from the browser's own storage. */
import type { PeftFiles } from '../../lm/adapters/peft.ts';
import { EngineError } from '../../lm/errors.ts';
import { fetchFile, parseJson } from '../download/fetch-file.ts';
import type { FileSource } from './adapter-store.ts';

/** No caller's abort ends it: others may wait for the same adapter. What stalls is given up by itself. */
const patient = new AbortController().signal;

/** @throws EngineError 'network' or 'integrity' that names the file; 'bad-adapter' for a kept file that can no longer be read. */
export async function fetchAdapter(source: FileSource): Promise<PeftFiles> {
  if ('files' in source) {
    const { id, files } = source;
    const [config, tensors] = await Promise.all([read(files.config, id), read(files.tensors, id)]);
    return { config: parseJson(config, `adapter ${id}: adapter_config.json`), tensors };
  }
  const [configUrl, tensorsUrl] = [`${source.url}/adapter_config.json`, `${source.url}/adapter_model.safetensors`];
  const [config, tensors] = await Promise.all([fetchFile(configUrl, patient), fetchFile(tensorsUrl, patient)]);
  return { config: parseJson(config, configUrl), tensors };
}

async function read(file: Blob, id: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw new EngineError('bad-adapter', `adapter ${id}: its file can no longer be read from this browser's storage or from the disk`, {
      cause,
    });
  }
}
