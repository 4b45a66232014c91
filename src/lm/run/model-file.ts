import { type LlamaConfig, llamaConfig } from '../arch/llama-config.ts';
import type { ByteSource } from '../files/byte-source.ts';
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
const known = new WeakMap<ByteSource, Promise<ModelFile>>();

/**
 * Reads a GGUF wholly: header, shape, tokenizer, and every weight for a number that is none. Once for each source.
 * @throws EngineError 'unsupported-model' that names the key or tensor and what was expected.
 */
export function readModelFile(source: ByteSource): Promise<ModelFile> {
  const read = known.get(source) ?? readAnew(source);
  known.set(source, read);
  return read;
}

async function readAnew(source: ByteSource): Promise<ModelFile> {
  const gguf = await readGguf(source);
  const config = llamaConfig(gguf);
  const tokenizer = createTokenizer(gguf.metadata);
  checkWeights(gguf);
  return { gguf, config, tokenizer };
}
