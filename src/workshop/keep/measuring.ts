/** The measurement of what was trained: begins, stops, goes on after a reload, and ends with a front. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EnginePort } from '../../engine/engine-port.ts';
import { createLatest } from '../../engine/latest.ts';
import type { EngineInfo } from '../../engine/protocol.ts';
import { taskPause } from '../../engine/task-pause.ts';
import { createTimeLeft } from '../../engine/time-left.ts';
import { isAbort, messageOf } from '../../lm/errors.ts';
import { parseFile } from '../../lm/parse-file.ts';
import type { SlotSource } from '../../lm/requests.ts';
import { mean } from '../../math/statistics.ts';
import { buildInWorker } from '../../measure/front-worker.ts';
import { inPieces } from '../../measure/in-pieces.ts';
import { type LiveFront, liveFrontSteps } from '../../measure/live-front.ts';
import { type Front, FrontSchema } from '../../packs/front.ts';
import type { Pack } from '../../packs/pack.ts';
import type { RewardInput } from '../../rewards/reward.ts';
import { type MeasurePlan, type MeasureSettings, planMeasuring } from './measure-plan.ts';
import { runMeasuring } from './measure-run.ts';
import type { Measured, MeasuredAnswer, MeasuredAnswers } from './measured-answers.ts';
import { frontInput, liveInput, type MeasuredScorers } from './measured-front.ts';
import type { PackPrompts } from './trained-run.ts';

/** What is measured: a pack as it would be kept now. */
export interface MeasureSubject extends Measured {
  /** Of what the answers depend on: adapters, prompts' system and sampling, rewards. */
  readonly id: string;
  readonly pack: Pack;
  readonly prompts: PackPrompts;
  /** Of the pack's rewards. */
  readonly labels: readonly string[];
  readonly slots: readonly SlotSource[];
  readonly scorers: MeasuredScorers;
  /** All scorers of axes, twins and guard that need no probabilities. @throws Error of one sentence where one of them can score nothing. */
  readonly score: (
    inputs: readonly RewardInput[],
    signal: AbortSignal,
    onFault: (sentence: string) => void,
  ) => Promise<readonly Readonly<Record<string, number>>[]>;
}

export interface MeasuringState {
  readonly status: 'none' | 'running' | 'stopped' | 'done' | 'failed';
  /** Id of the subject that all here is of. */
  readonly of: string | undefined;
  readonly settings: MeasureSettings | undefined;
  /** Answers that are there, and all. */
  readonly done: number;
  readonly total: number;
  /** At the pace so far; undefined before there is one. */
  readonly secondsLeft: number | undefined;
  /** Of the answers so far. */
  readonly live: LiveFront | undefined;
  /** Of all of them. */
  readonly front: Front | undefined;
  readonly error: string | undefined;
  /** Rewards that could not score some of the answers, and gave them the lowest of their range: why, each once. */
  readonly faults: readonly string[];
  /** Why the browser does not keep the answers; the measurement goes on without. */
  readonly unkept: string | undefined;
}

export interface Measuring {
  readonly store: StoreApi<MeasuringState>;
  /** Shows what an earlier visit has of the subject: stopped, or done. */
  offer(subject: MeasureSubject, settings: MeasureSettings): Promise<void>;
  /** Goes on from what is there. Ends what runs. */
  start(subject: MeasureSubject, settings: MeasureSettings): Promise<void>;
  /** What is there stays; the batch under way is lost. */
  stop(): void;
}

export interface MeasuringDeps {
  readonly engine: Pick<EnginePort, 'generate' | 'score' | 'count'>;
  readonly info: () => EngineInfo | undefined;
  /** Resolves when the model is there. @throws Error of one sentence when it cannot be had; the signal's reason. */
  readonly whenReady: (signal: AbortSignal) => Promise<void>;
  readonly answers: Pick<MeasuredAnswers, 'read' | 'write'>;
  /** Called before a measurement writes: what is too much of earlier ones goes. */
  readonly makeRoom?: (of: Measured) => Promise<void>;
  /** The commit that a front names. */
  readonly commit: string;
  /** Told at every batch, for the estimate before the next measurement: seconds that a token took, all in all. */
  readonly onPace?: (secondsPerToken: number) => void;
  readonly build?: typeof buildInWorker;
  readonly now?: () => number;
  readonly later?: (task: () => void) => void;
}

export const noMeasuring: MeasuringState = {
  status: 'none',
  of: undefined,
  settings: undefined,
  done: 0,
  total: 0,
  secondsLeft: undefined,
  live: undefined,
  front: undefined,
  error: undefined,
  faults: [],
  unkept: undefined,
};

/** Answers that a plan has. */
export function measureSize({ pack, prompts, labels }: MeasureSubject, settings: MeasureSettings): number {
  return planMeasuring(pack, labels, prompts, settings).answers.length;
}

const inTask = (pause: () => Promise<void>) => (task: () => void) => void pause().then(task);

export function createMeasuring(deps: MeasuringDeps): Measuring {
  const {
    answers,
    build = buildInWorker,
    commit,
    makeRoom = async () => {},
    onPace = () => {},
    now = () => performance.now(),
    // No timer: those of a hidden page ring once a second, or once a minute, and the measurement waits for its drawing.
    later = inTask(taskPause()),
  } = deps;
  const store = createStore<MeasuringState>(() => noMeasuring);
  const latest = createLatest();

  /** The front of what is there, some milliseconds at a time. */
  async function draw(subject: MeasureSubject, plan: MeasurePlan, there: ReadonlyMap<string, MeasuredAnswer>, signal: AbortSignal) {
    const steps = liveFrontSteps(liveInput(subject.pack, subject.scorers, plan, there));
    const live = await inPieces(steps, later, now, () => !signal.aborted);
    if (live) store.setState({ live });
  }

  async function read(subject: MeasureSubject, settings: MeasureSettings) {
    const plan = planMeasuring(subject.pack, subject.labels, subject.prompts, settings);
    const kept = await answers.read(subject.id);
    const there = new Map(plan.answers.flatMap(({ key }) => [kept.get(key) ?? []].flat().map((answer) => [key, answer] as const)));
    return { plan, there };
  }

  async function finish(subject: MeasureSubject, plan: MeasurePlan, there: ReadonlyMap<string, MeasuredAnswer>): Promise<void> {
    const built = await build(frontInput(subject.pack, subject.scorers, plan, there, commit));
    const front = parseFile(FrontSchema, JSON.parse(JSON.stringify(built)), 'front.json');
    store.setState({ status: 'done', front, secondsLeft: undefined });
  }

  async function run(subject: MeasureSubject, settings: MeasureSettings, signal: AbortSignal): Promise<void> {
    const { plan, there } = await read(subject, settings);
    if (signal.aborted) return;
    const total = plan.answers.length;
    store.setState({ ...noMeasuring, status: 'running', of: subject.id, settings, done: there.size, total });
    await draw(subject, plan, there, signal);
    const pace = createTimeLeft(now);
    const lengths: number[] = [];
    const tellFault = (sentence: string) => {
      const { faults } = store.getState();
      if (!faults.includes(sentence)) store.setState({ faults: [...faults, sentence] });
    };
    const tellTime = () => {
      const length = lengths.length > 0 ? mean(lengths) : subject.pack.maxTokens;
      store.setState({ secondsLeft: pace.seconds((total - there.size) * length) });
    };
    // Where the browser refuses, it refuses the answers too, and the reader is told then.
    await makeRoom(subject).catch(() => undefined);
    await deps.whenReady(signal);
    pace.start();
    await runMeasuring(
      plan.answers.filter(({ key }) => !there.has(key)),
      {
        ...{ engine: deps.engine, info: deps.info, pack: subject.pack, slots: subject.slots },
        score: (inputs, stop) => subject.score(inputs, stop, tellFault),
        onPace(tokens) {
          pace.add(tokens);
          tellTime();
        },
        async onAnswers(made) {
          for (const answer of made) {
            there.set(answer.key, answer);
            lengths.push(answer.tokens);
          }
          store.setState({ done: there.size });
          tellTime();
          const perToken = pace.seconds(1);
          if (perToken !== undefined) onPace(perToken);
          await answers.write(subject, made).catch((error: unknown) => store.setState({ unkept: messageOf(error) }));
          await draw(subject, plan, there, signal);
        },
      },
      signal,
    );
    if (!signal.aborted) await finish(subject, plan, there);
  }

  const failing = (error: unknown, signal: AbortSignal) => {
    if (!signal.aborted && !isAbort(error)) store.setState({ status: 'failed', error: messageOf(error), secondsLeft: undefined });
  };

  return {
    store,
    offer: (subject, settings) =>
      latest.ask(async (signal) => {
        try {
          const { plan, there } = await read(subject, settings);
          if (signal.aborted) return;
          store.setState({ ...noMeasuring, of: subject.id, settings, done: there.size, total: plan.answers.length });
          if (there.size === 0) return;
          store.setState({ status: 'stopped' });
          await draw(subject, plan, there, signal);
          if (there.size === plan.answers.length && !signal.aborted) await finish(subject, plan, there);
        } catch (error) {
          failing(error, signal);
        }
      }),
    start: (subject, settings) =>
      latest.ask(async (signal) => {
        try {
          await run(subject, settings, signal);
        } catch (error) {
          failing(error, signal);
        }
      }),
    stop() {
      latest.stop();
      if (store.getState().status === 'running') store.setState({ status: 'stopped', secondsLeft: undefined });
    },
  };
}
