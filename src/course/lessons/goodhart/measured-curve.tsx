/**
 * The Goodhart curves of the real model, when they were measured: `goodhart.json` of the pack `proxy`. Without the file there is nothing
 * to see, and nothing is missing.
 */
import { type ReactElement, useEffect, useState } from 'react';
import { GoodhartChart } from '../../../charts/goodhart-chart.tsx';
import { parseFile } from '../../../lm/parse-file.ts';
import { type Goodhart, GoodhartSchema } from '../../../packs/goodhart.ts';
import { parseJson } from '../../../packs/pack-files.ts';
import { servedFiles } from '../../../packs/served-files.ts';
import { siteUrl } from '../../../site/site-url.ts';
import { strings } from '../../../strings/strings.ts';

const words = strings.lessons.goodhart.figure;

// Known when the site is built, so that a page without the file does not ask for it in vain.
const isMeasured = Object.keys(import.meta.glob('/public/models/proxy/goodhart.json')).length > 0;

async function loadMeasured(signal: AbortSignal): Promise<Goodhart | undefined> {
  if (!isMeasured) return undefined;
  const bytes = await servedFiles(siteUrl('models/proxy/')).read('goodhart.json', signal);
  return bytes && parseFile(GoodhartSchema, parseJson(bytes, 'goodhart.json'), 'goodhart.json');
}

export function MeasuredCurve(): ReactElement | null {
  const [measured, setMeasured] = useState<Goodhart>();
  useEffect(() => {
    const controller = new AbortController();
    // The lesson is whole without it.
    loadMeasured(controller.signal).then(setMeasured, () => undefined);
    return () => controller.abort();
  }, []);
  if (!measured) return null;
  return (
    <section className="goodhart-measured" aria-labelledby="goodhart-measured">
      <h3 id="goodhart-measured" className="figure-title">
        {words.measured}
      </h3>
      <GoodhartChart rewards={measured.rewards} policies={measured.policies} along="kl" />
    </section>
  );
}
