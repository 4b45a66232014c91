/** How fast this machine measured last, for the estimate before the next measurement. */
import { visitStorage } from '../../site/storage.ts';

const key = 'tiller-measure-pace';

/** Seconds a token; undefined before this browser measured anything. */
export function readPace(): number | undefined {
  const pace = Number(visitStorage.getItem(key) ?? Number.NaN);
  return pace > 0 && pace < 60 ? pace : undefined;
}

export function writePace(secondsPerToken: number): void {
  visitStorage.setItem(key, secondsPerToken.toPrecision(3));
}
