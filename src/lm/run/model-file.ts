import { type LlamaConfig, llamaConfig } from '../arch/llama-config.ts';
import { type ByteSource, BytesToCome } from '../files/byte-source.ts';
import { checkWeights } from '../files/check-weights.ts';
import { type GgufFile, readGguf } from '../files/gguf.ts';
import { createTokenizer, type Tokenizer } from '../text/tokenizer.ts';

/** A model's file, read and found right: what has to be known before any network is built of it. */
export interface ModelFile {
  readonly gguf: GgufFile;
  readonly config: LlamaConfig;
  readonly tokenizer: Tokenizer;
}

/** A file is tried on one backend after the other: what was read of it stays for as long as its source does. */
const begun = new WeakMap<ByteSource, Promise<ModelFile>>();
const checked = new WeakMap<ByteSource, Promise<ModelFile>>();

/**
 * Reads a GGUF's header, shape and tokenizer, as soon as they have arrived; no weight is looked at. Once for each source.
 * @throws EngineError 'unsupported-model' that names the key or tensor and what was expected; what keeps the bytes away.
 */
export function beginModelFile(source: ByteSource): Promise<ModelFile> {
  return once(begun, source, readHead);
}

/**
 * Reads a GGUF wholly: as `beginModelFile`, and every weight for a number that is none. Once for each source.
 * @throws EngineError 'unsupported-model' that names the key or tensor and what was expected; what keeps the bytes away.
 */
export function readModelFile(source: ByteSource): Promise<ModelFile> {
  return once(checked, source, async () => {
    const file = await beginModelFile(source);
    await source.arrived?.(source.size);
    checkWeights(file.gguf);
    return file;
  });
}

function once(
  known: WeakMap<ByteSource, Promise<ModelFile>>,
  source: ByteSource,
  read: (source: ByteSource) => Promise<ModelFile>,
): Promise<ModelFile> {
  const file = known.get(source) ?? read(source);
  known.set(source, file);
  return file;
}

async function readHead(source: ByteSource): Promise<ModelFile> {
  const gguf = await readArriving(source);
  const config = llamaConfig(gguf);
  return { gguf, config, tokenizer: createTokenizer(gguf.metadata) };
}

/** How long a header is only its end says: it is begun again where it turns out to be longer than what has arrived. */
async function readArriving(source: ByteSource): Promise<GgufFile> {
  for (;;) {
    try {
      return await readGguf(source);
    } catch (error) {
      if (!(error instanceof BytesToCome) || !source.arrived) throw error;
      await source.arrived(error.end);
    }
  }
}
