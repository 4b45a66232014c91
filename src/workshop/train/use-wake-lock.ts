/** Keeps the screen awake while asked to; a browser lets go when the page is hidden, and is asked again when it comes back. */
import { useEffect } from 'react';

export const canStayAwake = typeof navigator !== 'undefined' && 'wakeLock' in navigator;

export function useWakeLock(wanted: boolean): void {
  useEffect(() => {
    if (!wanted || !canStayAwake) return;
    let held: WakeLockSentinel | undefined;
    let over = false;
    const hold = async () => {
      if (document.visibilityState !== 'visible') return;
      try {
        held = await navigator.wakeLock.request('screen');
        if (over) await held.release();
      } catch {
        // Refused, e.g. for a low battery: the run goes on as long as the machine does.
      }
    };
    void hold();
    document.addEventListener('visibilitychange', hold);
    return () => {
      over = true;
      document.removeEventListener('visibilitychange', hold);
      void held?.release();
    };
  }, [wanted]);
}
