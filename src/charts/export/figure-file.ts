/** A chart of the page as a picture that stands alone: an SVG file, or a PNG of it. */
import { composeFigure, type FigureWords, type LegendEntry, type Panel } from './compose-figure.ts';
import { drawings } from './drawings.ts';
import { inlineSvg } from './inline-svg.ts';

/** What is drawn, of the legends: what is hidden is not in the picture either. */
const legendEntries = '.front-legend button[aria-pressed="true"], .front-legend-note, .plot-legend li';

/**
 * @param chart An element on the page that holds the drawings and their legend.
 * @returns a whole SVG file in light colours: no style sheet, no variable, no script.
 * @throws Error when the element has no drawing.
 */
export function figureSvg(chart: Element, words: FigureWords): string {
  const svgs = [...chart.querySelectorAll<SVGSVGElement>(drawings)];
  if (svgs.length === 0) throw new Error('There is no chart here to save.');
  const legend = [...chart.querySelectorAll(legendEntries)].filter(isDrawn).map(
    (entry): LegendEntry => ({
      signs: Array.from(entry.querySelectorAll('svg'), inlineSvg),
      label: entry.textContent?.trim() ?? '',
    }),
  );
  const panels = svgs.map((svg): Panel => ({ heading: svgs.length > 1 ? headingOf(svg) : '', drawing: inlineSvg(svg) }));
  return composeFigure({ words, legend, panels, fontFamily: getComputedStyle(chart).fontFamily }, textWidths(chart));
}

function isDrawn(entry: Element): boolean {
  return entry.querySelector('[aria-pressed="false"]') === null;
}

/** The words above one of several plots. */
function headingOf(svg: SVGSVGElement): string {
  const caption = svg.closest('figure')?.querySelector('figcaption');
  return (caption?.textContent ?? svg.getAttribute('aria-label') ?? '').replace(/\s+/g, ' ').trim();
}

function textWidths(chart: Element): (text: string, size: number, weight: number) => number {
  const context = document.createElement('canvas').getContext('2d');
  const { fontFamily } = getComputedStyle(chart);
  return (text, size, weight) => {
    // Without a canvas: wider than most letters are, so that no line runs out of the picture.
    if (!context) return text.length * size * 0.6;
    context.font = `${weight} ${size}px ${fontFamily}`;
    return context.measureText(text).width;
  };
}

/** Pixels of the PNG for each of the SVG's. */
const pngScale = 2;

/** @throws Error when the browser cannot draw it. */
export async function pngOfSvg(svg: string): Promise<Blob> {
  const image = new Image();
  // An address of the picture's own bytes: the page's policy lets images be data, and a canvas that drew one can be read.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), {
    width: image.naturalWidth * pngScale,
    height: image.naturalHeight * pngScale,
  });
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser gives the page no canvas to draw the picture on.');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('This browser made no PNG of the picture.'))), 'image/png');
  });
}
