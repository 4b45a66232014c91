import { readFileSync } from 'node:fs';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { MarkerShape, markerVariant } from '../charts/marker.tsx';
import { methods } from '../methods/registry.ts';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

/** A token's colours in the light and the dark theme. */
function token(name: string): readonly [string, string] {
  const found = new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(css);
  if (!found) throw new Error(`tokens.css has no --${name}`);
  return [found[1] as string, found[2] as string];
}

/** Relative luminance of WCAG 2.2. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

it('contrast of black on white is 21, as WCAG says', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 6);
});

it.each(methods.map(({ id }) => id))('%s can be read on the page and on the surface, in both themes', (id) => {
  token(`method-${id}`).forEach((colour, theme) => {
    for (const ground of ['page', 'surface']) expect(contrast(colour, token(ground)[theme] as string)).toBeGreaterThanOrEqual(4.5);
  });
});

it('every method has a colour and a shape of its own, and the light palette stands alone too', () => {
  const shapes = methods.map(({ id }) =>
    renderToStaticMarkup(MarkerShape({ method: id, cx: 8, cy: 8, radius: 5 })).replace(/fill="[^"]*"/, ''),
  );
  expect(new Set(shapes).size).toBe(methods.length);
  expect(new Set(methods.map(({ id }) => token(`method-${id}`)[0])).size).toBe(methods.length);
  for (const { id } of methods) expect(css.split(`--method-${id}: ${token(`method-${id}`)[0]};`)).toHaveLength(2);
});

it('policies of one method are told apart by their holes', () => {
  const policies = [
    { id: 'clp', method: 'clp' },
    { id: 'rs', method: 'rs' },
    { id: 'clp-full', method: 'clp' },
    { id: 'clp-logit', method: 'clp' },
  ];
  expect(policies.map(({ id }) => markerVariant(policies, id))).toEqual([0, 0, 1, 2]);
  const drawn = [0, 1, 2, 3].map((variant) => renderToStaticMarkup(MarkerShape({ method: 'clp', cx: 8, cy: 8, radius: 5, variant })));
  expect(new Set(drawn).size).toBe(4);
});
