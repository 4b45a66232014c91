/** What the charts of the documents share: SVG as a string, in light colours on white, as in their other pictures. */

export const INK = '#1c1e20';
export const QUIET = '#63686c';
export const LINE = '#dcdcd6';
/** --method-clp. */
export const MEASURED = '#0067a8';

type Place = readonly [number, number];

/** In tenths of a pixel. */
export function px(value: number): string {
  return String(Number(value.toFixed(1)));
}

/** @param more Attributes. */
export function text(words: string, [x, y]: Place, more = ''): string {
  return `<text x="${px(x)}" y="${px(y)}" ${more}>${words}</text>`;
}

/** The `d` of a line through places, in pixels. */
export function through(places: readonly Place[]): string {
  return places.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${px(x)} ${px(y)}`).join('');
}

/** The whole file. @param fontSize In pixels. */
export function picture(title: string, [width, height]: Place, fontSize: number, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="${fontSize}" fill="${INK}" role="img">`,
    `<title>${title}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}
