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

/**
 * Reads a GGUF wholly: header, shape, tokenizer, and every weight for a number that is none.
 * @throws EngineError 'unsupported-model' that names the key or tensor and what was expected.
 */
export async function readModelFile(source: ByteSource): Promise<ModelFile> {
  const gguf = await readGguf(source);
  const config = llamaConfig(gguf);
  const tokenizer = createTokenizer(gguf.metadata);
  checkWeights(gguf);
  return { gguf, config, tokenizer };
}
