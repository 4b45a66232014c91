/** What the page says of a sweep: how long it will take, and what a screen reader hears of it. */
import { textsInWords } from '../../charts/chart-data.ts';
import { counted } from '../state/quoted.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** `about 3 minutes left`; nothing while it is not known. A forecast: minutes are whole, and hours halved. */
export function timeLeft(seconds: number | undefined): string {
  if (seconds === undefined || !Number.isFinite(seconds)) return '';
  if (seconds < 0.75 * MINUTE) return 'less than a minute left';
  if (seconds < 1.5 * MINUTE) return 'about a minute left';
  if (seconds < 0.95 * HOUR) return `about ${Math.round(seconds / MINUTE)} minutes left`;
  const hours = Math.round((2 * seconds) / HOUR) / 2;
  return hours === 1 ? 'about an hour left' : `about ${hours} hours left`;
}

/** What of a sweep is spoken of. */
export interface SweepProgress {
  readonly status: 'none' | 'running' | 'stopped' | 'done' | 'failed';
  readonly done: number;
  /** 0 before it is known. */
  readonly total: number;
}

/** `12 of 48 texts`. */
export function doneInWords({ done, total }: Pick<SweepProgress, 'done' | 'total'>): string {
  return `${counted(done)} of ${textsInWords(total)}`;
}

const quarters = ['', 'A quarter of the sweep is done.', 'Half of the sweep is done.', 'Three quarters of the sweep are done.'] as const;

/** Which quarter of a sweep is behind, 0 to 4. */
function quarterOf({ done, total }: SweepProgress): number {
  return total === 0 ? 0 : Math.floor((4 * done) / total);
}

/**
 * What a screen reader hears while a sweep goes from one state to another: that it starts or goes on, its quarters, that it was stopped;
 * never single points. Its end and its failure the sweep tells by itself (sweep.ts). Undefined where there is nothing to say.
 */
export function sweepSentence(before: SweepProgress, now: SweepProgress): string | undefined {
  if (now.status === 'stopped' && before.status === 'running') return `The sweep was stopped at ${doneInWords(now)}.`;
  if (now.status !== 'running' || now.total === 0) return undefined;
  if (before.status !== 'running' || before.total === 0) {
    return now.done > 0 ? `The sweep goes on at ${doneInWords(now)}.` : `The sweep starts: ${textsInWords(now.total)}.`;
  }
  const quarter = quarterOf(now);
  return quarter > quarterOf(before) && quarter < 4 ? quarters[quarter] : undefined;
}
