/** What was asked of the last measurement in this browser: where it has ended a reload shows it so, whatever is usual. */
import * as v from 'valibot';
import { Count } from '../../packs/fields.ts';
import { visitStorage } from '../../site/storage.ts';
import type { MeasureSettings } from './measure-plan.ts';

const key = 'tiller-measure-asked';

const AskedSchema = v.object({
  of: v.string(),
  settings: v.object({ prompts: Count, samples: Count, tenths: v.exactOptional(v.boolean()) }),
});

/** @param of Id of what is measured. @returns undefined where the last measurement was of something else. */
export function readAsked(of: string): MeasureSettings | undefined {
  try {
    const asked: unknown = JSON.parse(visitStorage.getItem(key) ?? 'null');
    return v.is(AskedSchema, asked) && asked.of === of ? asked.settings : undefined;
  } catch {
    return undefined;
  }
}

export function writeAsked(of: string, settings: MeasureSettings): void {
  visitStorage.setItem(key, JSON.stringify({ of, settings }));
}
