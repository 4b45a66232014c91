/** What a picture is made of, told without the code that makes it. */

/** Drawings of a chart: recharts' surface, the lessons' own plots, the triangle. */
export const drawings = '.front-plot .recharts-surface, .plot > svg, svg.triangle-drawing';

/** True where there is something to make a picture of. */
export function hasPicture(chart: Element): boolean {
  return chart.querySelector(drawings) !== null;
}
