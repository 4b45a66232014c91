/** What is measured: the prompt, the files, and where the server shows them. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { baseModelSource } from '../scripts/base-model-source.ts';
import { readGguf } from '../src/lm/files/gguf.ts';
import { createTokenizer } from '../src/lm/text/tokenizer.ts';
import { exportPeer } from './peers/export-peer.ts';
import type { PeerDtype } from './peers/peer-graph.ts';
import type { Mounts } from './server.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const CACHE = join(ROOT, 'bench/.cache');
export const SITE = join(CACHE, 'site');

export const PEER_DTYPES: readonly PeerDtype[] = ['fp32', 'q8', 'q4'];
/** What transformers.js takes on WASM when nothing is said. */
export const PEER_DEFAULT: PeerDtype = 'q8';

const SYSTEM = 'Answer in two or three sentences.';
const QUESTION = 'What should a newcomer know before a first long walk in the hills?';
const PROMPT_TEXT = `<|im_start|>system\n${SYSTEM}<|im_end|>\n<|im_start|>user\n${QUESTION}<|im_end|>\n<|im_start|>assistant\n`;

export interface Subject {
  readonly prompt: { readonly prompt: readonly number[]; readonly promptText: string };
  readonly mounts: Mounts;
  readonly urls: {
    readonly gguf: string;
    readonly wllama: string;
    readonly models: string;
    readonly model: string;
    readonly peerRuntime: string;
  };
  /** SHA-256 of the GGUF. */
  readonly sha256: string;
}

/** The folder of ONNX Runtime that transformers.js itself depends on: its version is not ours. */
function peerRuntimeFolder(): string {
  const transformers = createRequire(import.meta.url).resolve('@huggingface/transformers');
  const entry = createRequire(transformers).resolve('onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm');
  return dirname(entry);
}

/**
 * Writes the model under bench/.cache, and encodes the prompt.
 * @param peers Whether they take part: their exports are written too (once; about 1.2 GB).
 */
export async function prepareSubject(peers: boolean): Promise<Subject> {
  const source = baseModelSource();
  const bytes = source.slice(0, source.size);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const folder = join(CACHE, sha256.slice(0, 12));
  mkdirSync(folder, { recursive: true });
  const gguf = join(folder, 'model.gguf');
  if (!existsSync(gguf)) {
    writeFileSync(`${gguf}.part`, bytes);
    renameSync(`${gguf}.part`, gguf);
  }
  if (peers) await exportPeer(source, join(folder, 'peer'), PEER_DTYPES);
  const { metadata } = await readGguf(source);
  const prompt = createTokenizer(metadata).encodeChat({ system: SYSTEM, prompt: QUESTION });
  return {
    prompt: { prompt, promptText: PROMPT_TEXT },
    mounts: {
      '/subject/': folder,
      '/models/': join(ROOT, 'public/models'),
      '/wllama/': join(ROOT, 'node_modules/@wllama/wllama/esm/wasm'),
      '/peer-runtime/': peerRuntimeFolder(),
      '/': SITE,
    },
    urls: { gguf: '/subject/model.gguf', wllama: '/wllama/wllama.wasm', models: '/subject/', model: 'peer', peerRuntime: '/peer-runtime/' },
    sha256,
  };
}
