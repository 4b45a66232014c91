/**
 * A small SVG plot for lessons: axes, grid, and a scale that its marks use (plot-marks.tsx, plot-handle.tsx). As wide as its place;
 * text keeps its size at any width. Without the library of the playground's charts: a lesson page stays light.
 */
import { createContext, type ReactElement, type ReactNode, use, useEffect, useId, useRef, useState } from 'react';
import { type Domain, linearScale, type Scale, ticks } from '../scale.ts';
import './plot.css';

export interface PlotAxis {
  readonly domain: Domain;
  readonly label: string;
  /** About how many ticks; default 5. */
  readonly ticks?: number;
  /** Writes a tick; default as short as it can be. */
  readonly format?: (value: number) => string;
  /** Colour of the label, e.g. the hue of a reward. */
  readonly colour?: string;
}

export interface PlotProps {
  /** Accessible name. */
  readonly name: string;
  /** What a reader who does not see it should know, in a sentence or two; follows the figure. */
  readonly summary: string;
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  /** Height over width; default 0.72. */
  readonly aspect?: number;
  /** Largest height in px; default 440. */
  readonly maxHeight?: number;
  readonly children?: ReactNode;
}

export interface PlotScales {
  readonly x: Scale;
  readonly y: Scale;
  readonly width: number;
  readonly height: number;
  /** The area inside the axes, in px. */
  readonly box: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  /** Clips to the box: `clipPath={`url(#${clip})`}`. */
  readonly clip: string;
}

const PlotContext = createContext<PlotScales | undefined>(undefined);

/** The scales of the plot around a mark. @throws Error outside a Plot. */
export function usePlot(): PlotScales {
  const scales = use(PlotContext);
  if (!scales) throw new Error('usePlot: expected to be inside a Plot');
  return scales;
}

const margin = { left: 46, right: 12, top: 12, bottom: 40 };
const firstWidth = 560;

export function Plot({ name, summary, x, y, aspect = 0.72, maxHeight = 440, children }: PlotProps): ReactElement {
  const [frame, width] = useWidth();
  const id = useId();
  const height = Math.round(Math.min(maxHeight, width * aspect));
  const box = { left: margin.left, right: width - margin.right, top: margin.top, bottom: height - margin.bottom };
  const scales: PlotScales = {
    x: linearScale(x.domain, [box.left, box.right]),
    y: linearScale(y.domain, [box.bottom, box.top]),
    width,
    height,
    box,
    clip: `${id}-clip`,
  };
  return (
    <div className="plot" ref={frame}>
      {/* biome-ignore lint/a11y/useSemanticElements: an SVG cannot be a fieldset; the group names the handles inside */}
      <svg
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="group"
        aria-label={name}
        aria-describedby={`${id}-summary`}
      >
        <clipPath id={scales.clip}>
          <rect x={box.left} y={box.top} width={Math.max(0, box.right - box.left)} height={Math.max(0, box.bottom - box.top)} />
        </clipPath>
        <Axes x={x} y={y} scales={scales} />
        <PlotContext value={scales}>{children}</PlotContext>
      </svg>
      <p id={`${id}-summary`} className="visually-hidden">
        {summary}
      </p>
    </div>
  );
}

function Axes({ x, y, scales }: { readonly x: PlotAxis; readonly y: PlotAxis; readonly scales: PlotScales }): ReactElement {
  const { box, width } = scales;
  const write = ({ format = String }: PlotAxis, value: number) => format(value).replace('-', '−');
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in here takes the focus
    <g className="plot-axes" aria-hidden="true">
      {ticks(x.domain, Math.min(x.ticks ?? 5, Math.ceil(width / 90))).map((value) => (
        <g key={value} transform={`translate(${scales.x(value)},0)`}>
          <line y1={box.top} y2={box.bottom} />
          <text y={box.bottom + 16} textAnchor="middle">
            {write(x, value)}
          </text>
        </g>
      ))}
      {ticks(y.domain, y.ticks).map((value) => (
        <g key={value} transform={`translate(0,${scales.y(value)})`}>
          <line x1={box.left} x2={box.right} />
          <text x={box.left - 6} dy="0.32em" textAnchor="end">
            {write(y, value)}
          </text>
        </g>
      ))}
      <text className="plot-label" x={box.right} y={box.bottom + 34} textAnchor="end" style={{ fill: x.colour }}>
        {x.label} →
      </text>
      <text className="plot-label" transform={`translate(12,${box.top}) rotate(-90)`} textAnchor="end" style={{ fill: y.colour }}>
        {y.label} →
      </text>
    </g>
  );
}

/** The width of the element that holds the ref, followed; before it is known, a usual one. */
function useWidth() {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(firstWidth);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.max(200, Math.floor(entry.contentRect.width)));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width] as const;
}
