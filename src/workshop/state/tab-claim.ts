/** Which tab has the workshop: two that wrote one project would each undo the other's work. */

export interface TabClaim {
  /** Whether this tab keeps and trains. */
  mine(): boolean;
  /** Takes it from whichever tab has it. */
  take(): Promise<void>;
  /** Called whenever `mine` changes. */
  onChange(listener: () => void): void;
}

const lock = 'tiller-workshop';
/** Milliseconds. */
const patience = 1000;

/** @param locks The browser's; where there are none (a page without a secure origin) every tab believes itself alone. */
export async function claimTab(locks: LockManager | undefined = navigator.locks): Promise<TabClaim> {
  const listeners: (() => void)[] = [];
  let mine = true;
  const show = (now: boolean) => {
    if (now === mine) return;
    mine = now;
    for (const listener of listeners) listener();
  };

  /** Held until the tab is closed, or another takes it. */
  function hold(options: LockOptions): Promise<void> {
    return new Promise((settle) => {
      locks
        ?.request(lock, options, () => {
          show(true);
          settle();
          return new Promise<void>(() => {});
        })
        .catch(() => {
          show(false);
          settle();
        });
    });
  }

  // A page that is being left lets go a moment after the next one has begun.
  if (locks) await hold({ signal: AbortSignal.timeout(patience) });
  return {
    mine: () => mine,
    take: () => (locks ? hold({ steal: true }) : Promise.resolve()),
    onChange: (listener) => listeners.push(listener),
  };
}
