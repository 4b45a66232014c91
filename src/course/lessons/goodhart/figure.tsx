import type { ReactElement } from 'react';
import { PlotLegend } from '../../../charts/plot/plot-legend.tsx';
import { PlotDot, PlotLine, PlotRule, PlotText, type Point } from '../../../charts/plot/plot-marks.tsx';
import { strings } from '../../../strings/strings.ts';
import { decayAt } from '../../../theory/decay-law.ts';
import { DISTILLATION_STEPS, DISTILLATION_STOP, type StudentCurves } from '../../../theory/teacher-hacking.ts';
import { fill } from '../../prose/parse-prose.ts';
import { restarts } from '../../training/settings.ts';
import { TrainerControls } from '../../training/trainer-controls.tsx';
import { useTrainer } from '../../training/use-trainer.ts';
import type { FigureProps } from '../lesson.ts';
import { bestStep, decayOf, type GoodhartState, observe, restart, stepsOf, stopHere, TEACHER_TEXTS } from './goodhart-state.ts';
import { GoodhartWorldPlot } from './goodhart-world.tsx';
import { MeasuredCurve } from './measured-curve.tsx';
import { StudentPlot, studentHues } from './student-plot.tsx';
import '../../figure.css';
import './goodhart.css';

const words = strings.lessons.goodhart.figure;

/** The closed-form world, then students in training, then one whose golden curve is hidden. */
export function GoodhartFigure({ state, set, part }: FigureProps<GoodhartState>): ReactElement {
  const { scene, world, kl, trainer, students, finished, stopped } = state;
  const blind = scene === 'blind';
  const training = useTrainer('teacher-hacking', {
    config: { students: blind ? ['fixed'] : ['fixed', 'diverse', 'fresh'], teacherTexts: TEACHER_TEXTS },
    ...trainer,
    onProgress: ({ snapshot, finished: ended }) => set((now) => observe(now, snapshot, ended)),
  });
  if (scene === 'world') {
    return (
      <>
        <div {...part('world')}>
          <GoodhartWorldPlot world={world} kl={kl} onKl={(to) => set({ kl: to })} onWorld={(to) => set({ world: to })} />
        </div>
        <MeasuredCurve />
      </>
    );
  }
  const fixed = students.find(({ data }) => data === 'fixed');
  const hidden = blind && stopped === undefined;
  return (
    <>
      <div className="figure-panels">
        <div {...part(scene === 'decay' ? 'decay' : 'proxy')}>
          {scene === 'students' ? (
            <StudentPlot title={words.proxyTitle} lines={linesOf(students, 'proxyOnTexts')} domain={[0, 3.5]} />
          ) : (
            <ProxyPlot student={fixed} blind={blind} />
          )}
        </div>
        <div {...part('golden')}>
          {hidden ? (
            <p className="goodhart-hidden">{words.hidden}</p>
          ) : (
            <StudentPlot
              title={words.goldenTitle}
              lines={linesOf(scene === 'decay' && fixed ? [fixed] : students, 'golden')}
              domain={[0, 3]}
            >
              {fixed && <GoldenMarks student={fixed} stopped={stopped} whole={finished} rule={scene === 'decay'} />}
            </StudentPlot>
          )}
        </div>
      </div>
      <PlotLegend
        items={
          scene === 'students'
            ? students.map(({ data }) => ({ label: words[data], colour: studentHues[data], line: 'solid' }))
            : [
                ...(blind ? [{ label: words.onTexts, colour: 'var(--ink-2)', line: 'dashed' as const }] : []),
                { label: words.onAll, colour: studentHues.fixed, line: 'solid' },
                ...(blind ? [] : [{ label: fill(words.law, DISTILLATION_STOP), colour: 'var(--ink)', line: 'dashed' as const }]),
              ]
        }
      />
      <div className="goodhart-controls" {...part('training')}>
        {blind && (
          <div className="goodhart-stop">
            <button
              type="button"
              className="button primary"
              disabled={stopped !== undefined || stepsOf(fixed) === 0}
              onClick={() => set(stopHere)}
            >
              {words.stop}
            </button>
            <button
              type="button"
              className="button"
              onClick={() => set((now) => restart({ ...now, trainer: { ...now.trainer, speed: 50 } }, 'blind', now.trainer.seed + 1))}
            >
              {words.again}
            </button>
          </div>
        )}
        <TrainerControls
          settings={trainer}
          onChange={(change) =>
            set((now) => ({
              trainer: { ...now.trainer, ...change },
              ...(restarts(change) && { students: [], finished: false, stopped: undefined }),
            }))
          }
          finished={finished}
          training={training}
          stride={10}
          speeds={[5, 50]}
        />
      </div>
    </>
  );
}

function linesOf(students: readonly StudentCurves[], curve: 'proxyOnTexts' | 'golden') {
  return students.map((student) => ({ name: words[student.data], values: student[curve], colour: studentHues[student.data] }));
}

/** What can be measured without the oracle: blind, both distances; else the one on all prompts, against its power law. */
function ProxyPlot({ student, blind }: { readonly student: StudentCurves | undefined; readonly blind: boolean }): ReactElement {
  const decay = student && decayOf(student);
  const values = student?.proxy ?? [];
  const at = (step: number, value: number): Point => [Math.log10(step), Math.log10(value)];
  return (
    <StudentPlot
      title={blind ? words.teacherTitle : words.heldOutTitle}
      lines={[
        ...(blind ? [{ name: words.onTexts, values: student?.proxyOnTexts ?? [], colour: 'var(--ink-2)', dashed: true }] : []),
        { name: words.onAll, values, colour: studentHues.fixed },
      ]}
      domain={blind ? [0.4, 4] : [1.2, 3]}
      logarithmic
    >
      {decay && !blind && (
        <PlotLine
          points={[1, DISTILLATION_STEPS].map((step) => at(step, decayAt(decay.law, step)))}
          colour="var(--ink)"
          dashed
          width={1.5}
        />
      )}
      {decay?.left !== undefined && !blind && (
        <>
          <PlotDot at={at(decay.left, values[decay.left] as number)} radius={6} />
          <PlotText at={at(decay.left, values[decay.left] as number)} dx={8} dy={-10} colour="var(--ink)">
            {words.leaves}
          </PlotText>
        </>
      )}
    </StudentPlot>
  );
}

/** Where the rule or the reader stopped, and, once the run is over, the minimum. */
function GoldenMarks(props: {
  readonly student: StudentCurves;
  readonly stopped: number | undefined;
  readonly whole: boolean;
  readonly rule: boolean;
}): ReactElement {
  const { student, stopped, whole, rule } = props;
  const mark = rule ? decayOf(student)?.left : stopped;
  const best = bestStep(student);
  const point = (step: number): Point => [Math.log10(Math.max(1, step)), student.golden[step] as number];
  return (
    <>
      {mark !== undefined && (
        <PlotRule axis="x" value={Math.log10(mark)} label={rule ? words.leaves : words.youStopped} colour="var(--ink)" />
      )}
      {whole && (rule || stopped !== undefined) && (
        <>
          <PlotDot at={point(best)} hollow radius={6} colour={studentHues.fixed} />
          <PlotText at={point(best)} dy={20} anchor="middle">
            {words.minimum}
          </PlotText>
        </>
      )}
    </>
  );
}
