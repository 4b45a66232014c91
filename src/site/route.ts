/** Which page a location's hash names: `#/learn`, `#/learn/<lesson>?step=<from 1>`, and anything else is the playground. */

export type Route =
  | { readonly page: 'playground' }
  | { readonly page: 'contents' }
  /** `step` counts from 0; absent when the link names none. */
  | { readonly page: 'lesson'; readonly lesson: string; readonly step?: number };

const learn = '#/learn';

/** Never throws; a step that is not a whole number from 1 is taken as absent. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.split('?', 2) as [string?, string?];
  if (path !== learn && !path.startsWith(`${learn}/`)) return { page: 'playground' };
  const lesson = path.slice(learn.length + 1);
  if (lesson === '') return { page: 'contents' };
  const step = new URLSearchParams(query).get('step');
  return step !== null && /^[1-9]\d{0,2}$/.test(step) ? { page: 'lesson', lesson, step: Number(step) - 1 } : { page: 'lesson', lesson };
}

/** What parseRoute reads, with '#'. The playground's hash is its own affair (url-state.ts). */
export function formatRoute(route: Route): string {
  if (route.page === 'playground') return '#';
  if (route.page === 'contents') return learn;
  return `${learn}/${route.lesson}${route.step === undefined ? '' : `?step=${route.step + 1}`}`;
}
