/** One thread of the bandwidth measurement: the kernels' own `readAll`. */
import { instantiate } from '../../src/lm/run/kernels/kernels.ts';

export type ReaderMessage =
  | { readonly kind: 'start'; readonly module: WebAssembly.Module; readonly memory: WebAssembly.Memory }
  | { readonly kind: 'read'; readonly start: number; readonly end: number };
export type ReaderReply = 'ready' | 'done';

let read: ((start: number, end: number) => number) | undefined;

self.onmessage = async ({ data }: MessageEvent<ReaderMessage>) => {
  if (data.kind === 'start') {
    const { readAll } = instantiate(data.module, data.memory);
    read = (start, end) => readAll(start, end - start);
    self.postMessage('ready' satisfies ReaderReply);
    return;
  }
  read?.(data.start, data.end);
  self.postMessage('done' satisfies ReaderReply);
};
