/**
 * Which page a location's hash names: `#/learn`, `#/learn/<lesson>?step=<from 1>`, `#/workshop`, `#/workshop/<station>`, `#/workshop?start=<id>`,
 * and anything else is the playground.
 */

export type Route =
  | { readonly page: 'playground' }
  | { readonly page: 'contents' }
  /** `step` counts from 0; absent when the link names none. */
  | { readonly page: 'lesson'; readonly lesson: string; readonly step?: number }
  /** `station` is the one that is open, absent when the link names none; `start` an experiment to set up. */
  | { readonly page: 'workshop'; readonly station?: string; readonly start?: string };

const learn = '#/learn';
const workshop = '#/workshop';

/** Never throws; a step that is not a whole number from 1 is taken as absent. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.split('?', 2) as [string?, string?];
  if (path === workshop || path.startsWith(`${workshop}/`)) return workshopRoute(path.slice(workshop.length + 1), query);
  if (path !== learn && !path.startsWith(`${learn}/`)) return { page: 'playground' };
  const lesson = path.slice(learn.length + 1);
  if (lesson === '') return { page: 'contents' };
  const step = new URLSearchParams(query).get('step');
  return step !== null && /^[1-9]\d{0,2}$/.test(step) ? { page: 'lesson', lesson, step: Number(step) - 1 } : { page: 'lesson', lesson };
}

function workshopRoute(station: string, query: string): Route {
  const start = new URLSearchParams(query).get('start');
  return { page: 'workshop', ...(station === '' ? {} : { station }), ...(start ? { start } : {}) };
}

/** What parseRoute reads, with '#'. The playground's hash is its own affair (url-state.ts). */
export function formatRoute(route: Route): string {
  if (route.page === 'playground') return '#';
  if (route.page === 'contents') return learn;
  if (route.page === 'workshop') {
    const start = route.start === undefined ? '' : `?start=${encodeURIComponent(route.start)}`;
    return `${workshop}${route.station === undefined ? '' : `/${route.station}`}${start}`;
  }
  return `${learn}/${route.lesson}${route.step === undefined ? '' : `?step=${route.step + 1}`}`;
}
