/** Title, legend, drawings, caption and source line as one SVG file. Pure: widths of texts are asked of the caller. */
import { escapeXml } from './escape-xml.ts';
import type { Drawing } from './inline-svg.ts';
import { wrapWords } from './wrap-words.ts';

export interface FigureWords {
  readonly title: string;
  /** What the marks are, over how many prompts, and how sure. */
  readonly caption: string;
  /** Pack, commit and date. */
  readonly source: string;
}

export interface LegendEntry {
  /** Marker, piece of a line. */
  readonly signs: readonly Drawing[];
  readonly label: string;
}

export interface Panel {
  /** Above the drawing; empty where there is one panel only. */
  readonly heading: string;
  readonly drawing: Drawing;
}

export interface FigureParts {
  readonly words: FigureWords;
  readonly legend: readonly LegendEntry[];
  /** At least one. */
  readonly panels: readonly Panel[];
  /** A CSS list of fonts that the page names. */
  readonly fontFamily: string;
}

/** @returns px, of a text in the figure's font. */
export type WidthOf = (text: string, size: number, weight: number) => number;

const ink = '#1c1e20';
const ink2 = '#4a4e52';
const ink3 = '#63686c';
const padding = 16;
const narrowest = 320;
const sizes = { title: 15, legend: 12.5, heading: 12.5, caption: 11.5, source: 11 };

/** @returns the markup of a whole file; its root is as large as what it shows, in px. */
export function composeFigure({ words, legend, panels, fontFamily }: FigureParts, widthOf: WidthOf): string {
  const inner = Math.max(narrowest, ...panels.map(({ drawing }) => drawing.width));
  const body: string[] = [];
  let y = padding;
  const write = (text: string, size: number, { weight = 400, colour = ink, gap = 0 } = {}) => {
    for (const line of wrapWords(text, inner, (piece) => widthOf(piece, size, weight))) {
      y += Math.ceil(size * 1.35);
      const bold = weight === 400 ? '' : ` font-weight="${weight}"`;
      body.push(
        `<text x="${padding}" y="${y - Math.round(size * 0.3)}" font-size="${size}"${bold} fill="${colour}">${escapeXml(line)}</text>`,
      );
    }
    y += gap;
  };

  write(words.title, sizes.title, { weight: 600, gap: 6 });
  const rows = legendRows(legend, inner, widthOf);
  for (const row of rows) {
    body.push(...row.map(({ entry, x }) => legendMarkup(entry, padding + x, y)));
    y += legendHeight;
  }
  if (rows.length > 0) y += 4;
  for (const { heading, drawing } of panels) {
    if (heading !== '') write(heading, sizes.heading, { weight: 600, gap: 2 });
    body.push(`<g transform="translate(${padding} ${y})">${drawing.markup}</g>`);
    y += Math.ceil(drawing.height) + 8;
  }
  write(words.caption, sizes.caption, { colour: ink2, gap: 4 });
  write(words.source, sizes.source, { colour: ink3 });

  const [width, height] = [Math.ceil(inner) + 2 * padding, y + padding];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escapeXml(fontFamily)}" role="img">`,
    `<title>${escapeXml(words.title)}</title>`,
    `<desc>${escapeXml(`${words.caption} ${words.source}`.trim())}</desc>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...body,
    '</svg>',
    '',
  ].join('\n');
}

const legendHeight = 20;
const signGap = 4;
const entryGap = 16;

interface PlacedEntry {
  readonly entry: LegendEntry;
  readonly x: number;
}

/** Entries side by side, in as many rows as they need. */
function legendRows(legend: readonly LegendEntry[], width: number, widthOf: WidthOf): PlacedEntry[][] {
  const rows: PlacedEntry[][] = [];
  let x = 0;
  for (const entry of legend) {
    const across = Math.ceil(signsWidth(entry) + widthOf(entry.label, sizes.legend, 400));
    if (rows.length === 0 || x + across > width) {
      rows.push([]);
      x = 0;
    }
    rows.at(-1)?.push({ entry, x });
    x += across + entryGap;
  }
  return rows;
}

function signsWidth({ signs }: LegendEntry): number {
  return signs.reduce((sum, sign) => sum + sign.width + signGap, 0);
}

function legendMarkup({ signs, label }: LegendEntry, x: number, y: number): string {
  let left = x;
  const drawn = signs.map(({ width, height, markup }) => {
    const place = `translate(${left} ${y + (legendHeight - height) / 2})`;
    left += width + signGap;
    return `<g transform="${place}">${markup}</g>`;
  });
  return `${drawn.join('')}<text x="${left}" y="${y + 14}" font-size="${sizes.legend}" fill="${ink}">${escapeXml(label)}</text>`;
}
