import type { ReactElement, ReactNode } from 'react';
import { Plot } from '../../../charts/plot/plot.tsx';
import { PlotLine, type Point } from '../../../charts/plot/plot-marks.tsx';
import { strings } from '../../../strings/strings.ts';
import { DISTILLATION_STEPS, type DistillationData } from '../../../theory/teacher-hacking.ts';
import { fill } from '../../prose/parse-prose.ts';

const words = strings.lessons.goodhart.figure;

export const studentHues: Readonly<Record<DistillationData, string>> = {
  fixed: 'var(--reward-1)',
  diverse: 'var(--reward-2)',
  fresh: 'var(--reward-0)',
};

export interface StudentLine {
  readonly name: string;
  /** Values after 0, 1, 2 .. steps; the first has no place on a logarithmic axis. */
  readonly values: readonly number[];
  readonly colour: string;
  readonly dashed?: boolean;
}

export interface StudentPlotProps {
  readonly title: string;
  readonly lines: readonly StudentLine[];
  /** Nats. */
  readonly domain: readonly [number, number];
  /** Both axes logarithmic; default: steps only. */
  readonly logarithmic?: boolean;
  /** More marks, in the plot's coordinates: log10 of steps, and of nats where they are logarithmic. */
  readonly children?: ReactNode;
}

/** Curves of a training over the logarithm of its steps. */
export function StudentPlot({ title, lines, domain, logarithmic = false, children }: StudentPlotProps): ReactElement {
  const place = (value: number) => (logarithmic ? Math.log10(value) : value);
  const steps = Math.max(0, ...lines.map(({ values }) => values.length - 1));
  const parts = lines.map(({ name, values }) => fill(words.part, { name, value: (values.at(-1) ?? 0).toFixed(2) })).join(', ');
  const powers = logarithmic ? (value: number) => Number((10 ** value).toPrecision(2)).toString() : undefined;
  return (
    <div>
      <p className="figure-title">{title}</p>
      <Plot
        name={title}
        summary={fill(words.curveSummary, { steps, parts })}
        x={{
          domain: [0, Math.log10(DISTILLATION_STEPS)],
          label: words.steps,
          ticks: 3,
          format: (value) => String(Math.round(10 ** value)),
        }}
        y={{
          domain: [place(domain[0]), place(domain[1])],
          label: logarithmic ? words.natsLog : words.nats,
          ...(powers && { format: powers }),
        }}
        aspect={0.78}
        maxHeight={320}
      >
        {lines.map(({ name, values, colour, dashed }) => (
          <PlotLine
            key={name}
            points={values.slice(1).map((value, i): Point => [Math.log10(i + 1), place(value)])}
            colour={colour}
            dashed={dashed ?? false}
          />
        ))}
        {children}
      </Plot>
    </div>
  );
}
