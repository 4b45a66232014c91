/** Which tab has the workshop: two that wrote one project would each undo the other's work. */

export interface TabClaim {
  /** Whether this tab keeps and trains. */
  mine(): boolean;
  /** Takes it from whichever tab has it. */
  take(): Promise<void>;
  /** Does work while no tab does other work of this kind: a run that is taken over is kept before it is read. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** Called whenever `mine` changes. */
  onChange(listener: () => void): void;
}

const lock = 'tiller-workshop';
const turns = 'tiller-workshop-turn';
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

  /** Held until the tab is closed, or another takes it. @returns whether it was had. */
  function hold(options: LockOptions): Promise<boolean> {
    return new Promise((settle) => {
      locks
        ?.request(lock, options, (granted) => {
          show(granted !== null);
          settle(granted !== null);
          return granted && new Promise<void>(() => {});
        })
        .catch(() => {
          show(false);
          settle(false);
        });
    });
  }

  // A page that is being left lets go a moment after the next one has begun.
  if (locks && !(await hold({ ifAvailable: true }))) await hold({ signal: AbortSignal.timeout(patience) });
  return {
    mine: () => mine,
    async take() {
      if (locks) await hold({ steal: true });
    },
    inTurn: (work) => (locks ? locks.request(turns, work) : work()),
    onChange: (listener) => listeners.push(listener),
  };
}
