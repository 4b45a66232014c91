/** The peer wllama (llama.cpp in WASM), on the page's main thread: it starts its own worker. */
import { LoggerWithoutDebug, Wllama } from '@wllama/wllama';
import type { BenchEngine } from './contract.ts';

export interface WllamaOptions {
  readonly wasmUrl: string;
  readonly ggufUrl: string;
  readonly threads: number;
  /** Length of the key-value cache. */
  readonly context: number;
}

let wllama: Wllama | undefined;

const engine: BenchEngine<WllamaOptions> = {
  async load({ wasmUrl, ggufUrl, threads, context }) {
    const start = performance.now();
    const gguf = await (await fetch(ggufUrl)).blob();
    wllama = new Wllama({ default: wasmUrl }, { logger: LoggerWithoutDebug, suppressNativeLog: true });
    await wllama.loadModel([gguf], { n_threads: threads, n_ctx: context, n_gpu_layers: 0, n_parallel: 1 });
    return {
      ms: performance.now() - start,
      note: `llama.cpp ${Wllama.getLibllamaVersion()}, ${wllama.getNumThreads()} threads, multithread ${wllama.isMultithread()}`,
    };
  },

  async generate({ promptText, prompt, rows, tokens }) {
    if (!wllama) throw new Error('load() comes first');
    const start = performance.now();
    let firstMs = 0;
    let decodeMs = 0;
    let decoded = 0;
    let text = '';
    for (let row = 0; row < rows; row++) {
      let first = 0;
      let generated = 0;
      let evaluated = 0;
      const request = {
        prompt: promptText,
        max_tokens: tokens,
        temperature: 0,
        ignore_eos: true,
        // An option of the server's that the package's types do not name. Other weights make another prompt cache: each text pays its prefill, as each of ours does.
        cache_prompt: false,
        stream: true as const,
        onData: (chunk: { choices: readonly { text: string }[]; timings?: { predicted_n: number; prompt_n: number } }) => {
          first ||= performance.now();
          if (row === 0) text += chunk.choices[0]?.text ?? '';
          evaluated = chunk.timings?.prompt_n ?? evaluated;
          generated = chunk.timings?.predicted_n ?? generated;
        },
      };
      await wllama.createCompletion(request);
      const end = performance.now();
      if (evaluated !== prompt.length) throw new Error(`wllama evaluated ${evaluated} tokens of the prompt, expected ${prompt.length}`);
      if (row === 0) firstMs = first - start;
      decodeMs += end - first;
      decoded += generated - 1;
    }
    return { firstMs, totalMs: performance.now() - start, decodeMs, decoded, text };
  },
};

Object.assign(globalThis, { engine });
