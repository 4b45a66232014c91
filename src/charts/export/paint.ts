/** A computed colour as SVG 1.1 has it: hexadecimal, with its opacity apart. */

export interface Paint {
  /** `#0067a8`, or what a drawing program knows by another name. */
  readonly colour: string;
  /** In (0, 1]. */
  readonly opacity: number;
}

/**
 * @param computed As getComputedStyle writes it: `rgb(0, 103, 168)`, `rgba(…)`, `color(srgb 0 0.4 0.66 / 0.5)`, `none`.
 * @param share Of its own opacity, in [0, 1].
 * @returns undefined when nothing is painted.
 */
export function paintOf(computed: string, share = 1): Paint | undefined {
  if (computed === 'none' || computed === '') return undefined;
  const [, kind = '', inside = ''] = /^(rgba?|color)\((.*)\)$/.exec(computed) ?? [];
  if (kind === '') return share === 0 ? undefined : { colour: computed, opacity: share };
  const numbers =
    inside.match(/-?[\d.]+(e-?\d+)?%?/g)?.map((part) => (part.endsWith('%') ? Number(part.slice(0, -1)) / 100 : Number(part))) ?? [];
  const [red = 0, green = 0, blue = 0, own = 1] = numbers;
  const opacity = own * share;
  if (opacity === 0) return undefined;
  const whole = kind === 'color' ? 255 : 1;
  const colour = `#${[red, green, blue].map((part) => hex(part * whole)).join('')}`;
  return { colour, opacity };
}

function hex(value: number): string {
  return Math.round(Math.min(255, Math.max(0, value)))
    .toString(16)
    .padStart(2, '0');
}
