/** What is known of the machine without trying. */

/** Cores to use: half of many, since most count two threads a core; memory bounds a single row anyway. */
export function threadCount(cores: number): number {
  return Math.min(8, cores <= 2 ? cores : Math.max(2, Math.floor(cores / 2)));
}

/** iPhones and iPads run out of memory with threaded WASM; iPads say they are Macs, but have touch. */
export function isIos(navigator: { userAgent: string; maxTouchPoints?: number }): boolean {
  return /iPhone|iPad|iPod/.test(navigator.userAgent) || (/Macintosh/.test(navigator.userAgent) && (navigator.maxTouchPoints ?? 0) > 1);
}

/** Why WASM gets one thread here, in a sentence; undefined where it may have more. */
export function threadsRefusal(
  scope: { readonly crossOriginIsolated: boolean },
  navigator: { readonly userAgent: string; readonly maxTouchPoints?: number; readonly hardwareConcurrency: number },
): string | undefined {
  if (!scope.crossOriginIsolated || typeof SharedArrayBuffer === 'undefined')
    return 'The page is not cross-origin isolated, which threads need (the host sends no COOP and COEP headers).';
  if (isIos(navigator)) return 'On iPhone and iPad threads run out of memory.';
  return threadCount(navigator.hardwareConcurrency || 1) < 2 ? 'This machine offers one core.' : undefined;
}

/** What a load's outcome is remembered for. A new version of the browser has other drivers and compilers. */
export function machine(): string {
  return navigator.userAgent;
}
