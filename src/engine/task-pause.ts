/**
 * Lets other tasks of this thread run: a WASM session keeps its thread busy, and an abort is a message that waits for its turn.
 * By a message to itself, which unlike a timer is not slowed down, to 4 ms, or in a hidden page to a second or a minute; by a timer where
 * the browser has no message channel.
 */
export function taskPause(): () => Promise<void> {
  if (typeof MessageChannel === 'undefined') return () => new Promise((resolve) => setTimeout(resolve, 0));
  const { port1, port2 } = new MessageChannel();
  const resume: (() => void)[] = [];
  port1.onmessage = () => resume.shift()?.();
  return () =>
    new Promise((resolve) => {
      resume.push(resolve);
      port2.postMessage(null);
    });
}
