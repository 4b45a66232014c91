/** One thread of the bandwidth measurement. */
export type ReaderMessage =
  | { readonly kind: 'start'; readonly module: WebAssembly.Module; readonly memory: WebAssembly.Memory }
  | { readonly kind: 'read'; readonly start: number; readonly end: number };
export type ReaderReply = 'ready' | 'done';

let read: ((start: number, end: number) => number) | undefined;

self.onmessage = async ({ data }: MessageEvent<ReaderMessage>) => {
  if (data.kind === 'start') {
    const instance = await WebAssembly.instantiate(data.module, { bench: { memory: data.memory } });
    read = instance.exports.read as (start: number, end: number) => number;
    self.postMessage('ready' satisfies ReaderReply);
    return;
  }
  read?.(data.start, data.end);
  self.postMessage('done' satisfies ReaderReply);
};
