/** The app's own engine client, worker and shard cache, as the page starts them. */
import { createEngineClient } from '../../src/engine/create-client.ts';
import type { EngineInfo } from '../../src/engine/protocol.ts';
import { createTrainerClient } from '../../src/engine/trainer/create-client.ts';
import type { OpenArgs, Opened, StepArgs, Stepped } from '../../src/engine/trainer/protocol.ts';

export interface AppLoad {
  readonly info: EngineInfo;
  /** From the call to ready. */
  readonly ms: number;
}

export interface PoolTimes {
  readonly ms: number;
  readonly tokens: number;
}

const client = createEngineClient();
const trainer = createTrainerClient((error) => console.error(error.message));
const absolute = (url: string) => new URL(url, location.href).href;
const WORDS = { system: 'Answer in two or three sentences.', prompt: 'What should a newcomer know before a first long walk in the hills?' };

const engine = {
  async load(manifestUrl: string): Promise<AppLoad> {
    const start = performance.now();
    const info = await client.load({ manifestUrl: absolute(manifestUrl), backend: 'wasm-threads' });
    return { info, ms: performance.now() - start };
  },

  /** Texts in one batch, eleven as a front has them unless told; every token is heard of, as the page does. */
  async front({ rows = 11, tokens = 64 }: { readonly rows?: number; readonly tokens?: number } = {}): Promise<number> {
    const groups = Array.from({ length: rows }, (_, i) => ({
      id: String(i),
      ...WORDS,
      steering: { rows: [{ coefficients: {} }], mixer: { kind: 'identity' as const } },
      seed: i,
    }));
    const request = { groups, sampling: { temperature: 0.8, topK: 0, topP: 1 }, maxTokens: tokens, slots: [] };
    const texts = new Map<string, string>();
    const { totalMs } = await client.generate(request, {
      onEvent(event) {
        if (event.type === 'group-delta') texts.set(event.id, `${texts.get(event.id) ?? ''}${event.text}`);
      },
    });
    if (texts.size === 0) throw new Error('no token was told of');
    return totalMs;
  },

  /** Answers of the base to a pool's prompts, in one batch. */
  async pool(request: { readonly system: string; readonly prompts: readonly string[]; readonly tokens: number }): Promise<PoolTimes> {
    const { system, prompts, tokens } = request;
    const groups = prompts.map((prompt, i) => ({
      ...{ id: String(i), system, prompt, seed: i },
      steering: { rows: [{ coefficients: {} }], mixer: { kind: 'identity' as const } },
    }));
    const made = await client.generate({ groups, sampling: { temperature: 0.8, topK: 0, topP: 1 }, maxTokens: tokens, slots: [] });
    return { ms: made.totalMs, tokens: made.groups.reduce((sum, { tokens: own }) => sum + own.length, 0) };
  },

  /** Opens a policy in the app's training worker. */
  async openTrainer(args: OpenArgs): Promise<Opened> {
    const opened = await trainer.open({ ...args, manifestUrl: absolute(args.manifestUrl) });
    await trainer.beginStage(1);
    return opened;
  },

  async trainStep(args: StepArgs): Promise<Pick<Stepped, 'loss' | 'computed' | 'tokens' | 'ms'>> {
    const { loss, computed, tokens, ms } = await trainer.step(args);
    return { loss, computed, tokens, ms };
  },
};

Object.assign(globalThis, { engine });
