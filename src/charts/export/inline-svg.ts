/**
 * A drawn SVG as markup that stands alone: what style sheets and variables say is written as presentation attributes, in light colours
 * whatever the page's theme; what serves pointer, keyboard and page is left out.
 */
import { escapeXml } from './escape-xml.ts';
import { paintOf } from './paint.ts';

/** A drawing as SVG elements, with its size in px. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly markup: string;
}

const shapes: ReadonlySet<string> = new Set(['circle', 'ellipse', 'line', 'path', 'polygon', 'polyline', 'rect']);
const texts: ReadonlySet<string> = new Set(['text', 'tspan']);
const groups: ReadonlySet<string> = new Set(['g', 'svg', 'defs', 'clipPath', 'pattern', 'linearGradient', 'stop', 'title', 'desc']);

/** Attributes that place a thing; everything else of an element is asked of its computed style. */
const geometry: readonly string[] = [
  ...['x', 'y', 'x1', 'x2', 'y1', 'y2', 'cx', 'cy', 'r', 'rx', 'ry', 'width', 'height', 'd', 'points'],
  ...['dx', 'dy', 'transform', 'viewBox', 'id', 'clip-path', 'patternUnits', 'patternTransform', 'offset'],
];

/** Computed style of shapes and texts, with the value that need not be written. */
const strokes: readonly (readonly [property: string, usual: string])[] = [
  ['stroke-width', '1px'],
  ['stroke-dasharray', 'none'],
  ['stroke-linejoin', 'miter'],
  ['stroke-linecap', 'butt'],
  ['paint-order', 'normal'],
];
const letters: readonly (readonly [property: string, usual: string])[] = [
  ['font-size', ''],
  ['font-weight', '400'],
  ['text-anchor', 'start'],
  ['dominant-baseline', 'auto'],
];

/** Class of the root under which the page has its light palette, whatever the reader's theme (src/app/tokens.css). */
const onPaper = 'on-paper';

/**
 * Must be called while the drawing is on the page. The copy that is measured stands beside it, out of sight, for as long as this takes.
 * @returns the drawing at the size at which it is shown.
 */
export function inlineSvg(svg: SVGSVGElement): Drawing {
  const { width, height } = svg.getBoundingClientRect();
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.style.setProperty('forced-color-adjust', 'none');
  copy.style.setProperty('position', 'absolute');
  copy.style.setProperty('left', '-99999px');
  svg.after(copy);
  // On the root, where the palette is made; what is not drawn in between is not seen.
  const { classList } = document.documentElement;
  classList.add(onPaper);
  try {
    const markup = Array.from(copy.childNodes, nodeMarkup).join('');
    const { x, y, width: across, height: down } = boxOf(copy, width, height);
    const scale = across > 0 && down > 0 ? Math.min(width / across, height / down) : 1;
    const place = scale === 1 && x === 0 && y === 0 ? '' : ` transform="scale(${round(scale)}) translate(${-x} ${-y})"`;
    return { width, height, markup: `<g${place}>${markup}</g>` };
  } finally {
    classList.remove(onPaper);
    copy.remove();
  }
}

/** The part of the drawing's own coordinates that it shows. */
function boxOf(svg: SVGSVGElement, width: number, height: number) {
  const [x = 0, y = 0, across = width, down = height] = (svg.getAttribute('viewBox') ?? '')
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(Number);
  return { x, y, width: across, height: down };
}

function nodeMarkup(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return escapeXml(node.nodeValue ?? '');
  return node instanceof SVGElement ? elementMarkup(node) : '';
}

function elementMarkup(element: SVGElement): string {
  const { localName: name } = element;
  if (!shapes.has(name) && !texts.has(name) && !groups.has(name)) return '';
  const clip = element.closest('clipPath') !== null;
  const style = getComputedStyle(element);
  const unseen = clip || element.closest('defs') !== null;
  if (style.display === 'none' && !unseen) return '';
  const attributes = geometry.flatMap((attribute): [string, string][] => {
    const value = element.getAttribute(attribute);
    return value === null ? [] : [[attribute, value]];
  });
  if (!clip && (shapes.has(name) || texts.has(name))) {
    // A line has no inside.
    const fill = name === 'line' ? undefined : paintOf(style.fill, Number(style.fillOpacity));
    const stroke = paintOf(style.stroke, Number(style.strokeOpacity));
    if (fill === undefined && stroke === undefined) return '';
    attributes.push(...(name === 'line' ? [] : paintAttributes('fill', fill)), ...(stroke ? paintAttributes('stroke', stroke) : []));
    if (stroke) attributes.push(...stylesOf(style, strokes));
    if (texts.has(name)) attributes.push(...stylesOf(style, letters));
  }
  if (name === 'stop') attributes.push(...paintAttributes('stop-color', paintOf(style.stopColor, Number(style.stopOpacity))));
  if (style.opacity !== '1' && !clip) attributes.push(['opacity', style.opacity]);
  const label = element.getAttribute('aria-label');
  const named = label !== null && !element.querySelector(':scope > title') ? `<title>${escapeXml(label)}</title>` : '';
  const inside = named + Array.from(element.childNodes, nodeMarkup).join('');
  if (inside === '' && ['g', 'title', 'desc', 'defs'].includes(name)) return '';
  const written = attributes.map(([attribute, value]) => ` ${attribute}="${escapeXml(value)}"`).join('');
  return inside === '' ? `<${name}${written}/>` : `<${name}${written}>${inside}</${name}>`;
}

function stylesOf(style: CSSStyleDeclaration, properties: readonly (readonly [string, string])[]): [string, string][] {
  return properties.flatMap(([property, usual]): [string, string][] => {
    const value = style.getPropertyValue(property);
    return value === usual || value === '' ? [] : [[property, value]];
  });
}

function paintAttributes(name: 'fill' | 'stroke' | 'stop-color', paint: ReturnType<typeof paintOf>): [string, string][] {
  if (paint === undefined) return [[name, 'none']];
  const opacity = name === 'stop-color' ? 'stop-opacity' : `${name}-opacity`;
  return [[name, paint.colour], ...(paint.opacity < 1 ? [[opacity, String(paint.opacity)] as [string, string]] : [])];
}

const round = (value: number) => Number(value.toFixed(4));
