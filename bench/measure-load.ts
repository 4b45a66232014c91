/** Starts of the app's engine, with an empty cache and with a full one, and the memory that it takes. */

import { median } from '../src/math/statistics.ts';
import { launch, peakRendererMemory, run } from './browser.ts';
import type { Details } from './measure-decode.ts';
import type { Options } from './options.ts';
import type { AppLoad } from './site/app.ts';
import type { Figures } from './targets.ts';

const MANIFEST = '/models/base/manifest.json';

export async function measureLoad(origin: string, { runs }: Options, figures: Figures, details: Details): Promise<void> {
  const cold: number[] = [];
  const warm: number[] = [];
  const peaks: number[] = [];
  for (let round = 0; round < Math.min(runs, 3); round++) {
    // A new browser: neither its caches nor its compiled code know the app.
    const browser = await launch();
    try {
      const context = await browser.newContext();
      const first = await run(context, origin, 'app', 'page');
      const { ms, info } = await first.call<AppLoad>('load', MANIFEST);
      if (info.fromCache) throw new Error('a new browser had the shards already');
      cold.push(ms / 1000);
      await first.call('front');
      peaks.push((await peakRendererMemory(browser)) ?? Number.NaN);
      await first.close();
      const second = await run(context, origin, 'app', 'page');
      const again = await second.call<AppLoad>('load', MANIFEST);
      if (!again.info.fromCache) throw new Error('the second start downloaded shards again');
      warm.push(again.ms / 1000);
      details.load = { threads: again.info.threads, backend: again.info.backend, precision: again.info.precision };
    } finally {
      await browser.close();
    }
  }
  figures.load_cold_s = median(cold);
  figures.load_warm_s = median(warm);
  const peak = median(peaks);
  figures.peak_memory_mb = Number.isFinite(peak) ? peak : null;
}
