/** Lets other tasks of this thread run: a WASM session keeps its thread busy, and an abort is a message that waits for its turn. */
export interface TaskPause {
  pause(): Promise<void>;
  close(): void;
}

/** By a message to itself: unlike a timer it is not slowed down to 4 ms. */
export function createTaskPause(): TaskPause {
  const { port1, port2 } = new MessageChannel();
  let resume: (() => void) | undefined;
  port1.onmessage = () => resume?.();
  return {
    pause: () =>
      new Promise((resolve) => {
        resume = resolve;
        port2.postMessage(null);
      }),
    close: () => {
      port1.close();
      port2.close();
    },
  };
}
