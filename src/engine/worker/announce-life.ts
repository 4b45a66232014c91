/** A worker's first words: that it is there, and a lock that it holds until it ends, in whatever way, so that the page knows. */
export function announceLife(scope: DedicatedWorkerGlobalScope, name: string): void {
  scope.postMessage({ kind: 'hello' });
  if (!scope.navigator.locks) return;
  const lock = `${name}-${crypto.randomUUID()}`;
  scope.navigator.locks
    .request(lock, () => {
      scope.postMessage({ kind: 'hello', lock });
      return new Promise(() => {});
    })
    // Refused in a frame of another site whose storage the browser holds back: then the page's watchdog has to find out.
    .catch(() => {});
}
