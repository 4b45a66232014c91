/** The app's own engine client, worker and shard cache, as the page starts them. */
import { createEngineClient } from '../../src/engine/create-client.ts';
import type { EngineInfo } from '../../src/engine/protocol.ts';

export interface AppLoad {
  readonly info: EngineInfo;
  /** From the call to ready. */
  readonly ms: number;
}

const client = createEngineClient();
const WORDS = { system: 'Answer in two or three sentences.', prompt: 'What should a newcomer know before a first long walk in the hills?' };

const engine = {
  async load(manifestUrl: string): Promise<AppLoad> {
    const start = performance.now();
    const info = await client.load({ manifestUrl: new URL(manifestUrl, location.href).href, backend: 'wasm-threads' });
    return { info, ms: performance.now() - start };
  },

  /** Eleven texts in one batch, as a front has them. */
  async front(): Promise<number> {
    const groups = Array.from({ length: 11 }, (_, i) => ({
      id: String(i),
      ...WORDS,
      steering: { rows: [{ coefficients: {} }], mixer: { kind: 'identity' as const } },
      seed: i,
    }));
    const { totalMs } = await client.generate({ groups, sampling: { temperature: 0.8, topK: 0, topP: 1 }, maxTokens: 64, slots: [] });
    return totalMs;
  },
};

Object.assign(globalThis, { engine });
