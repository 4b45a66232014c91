/** Drives a run from where it stands to its end: steps, looks, checkpoints. What is drawn depends on seed and step alone, so a run may stop anywhere. */
import type { EnginePort } from '../../engine/engine-port.ts';
import type { EngineInfo } from '../../engine/protocol.ts';
import type { TrainerClient } from '../../engine/trainer/client.ts';
import type { OpenArgs, Opened } from '../../engine/trainer/protocol.ts';
import { isAbort, messageOf } from '../../lm/errors.ts';
import { observed, type Pace, type Sizes, secondsLeft, sizesOf, stepWork } from '../../training/budget.ts';
import type { OnPolicyMemory } from '../../training/on-policy.ts';
import { policyOf } from '../../training/policy.ts';
import type { Recipe } from '../../training/recipe.ts';
import type { Activity } from './activity.ts';
import { checkedScoring } from './checked-scoring.ts';
import { type Checkpoint, type KeptRun, type RunInputs, stageAt, stagesOf } from './run.ts';
import { lookAt } from './run-look.ts';
import { type RunShelf, spread } from './run-shelf.ts';
import { offline, onPolicy, type StepDeps, type StepOutcome } from './run-step.ts';

/** A reload, a crash or a closed lid costs at most so much of a run. */
const keepEveryMs = 60_000;
/** Tokens of the longest prompt in its chat that memory is planned for. */
const longestPrompt = 256;

export interface DriveDeps extends StepDeps {
  readonly trainer: TrainerClient;
  readonly engine: Pick<EnginePort, 'generate' | 'score'>;
  readonly shelf: RunShelf;
  readonly manifestUrl: string;
  readonly ready: (signal: AbortSignal) => Promise<EngineInfo>;
  /** What training may take, and what others hold of it, in bytes. */
  readonly memory: () => { readonly limit: number; readonly besides: number };
  /** Milliseconds. */
  readonly now: () => number;
  readonly hidden: () => boolean;
}

export interface DriveListener {
  onOpened(opened: Opened): void;
  onActivity(activity: Activity): void;
  /** The run has grown. */
  onRun(run: KeptRun): void;
  /** Seconds until all steps are taken, as the last ones say. */
  onSecondsLeft(seconds: number): void;
  /** What is worth a sentence and stops nothing. */
  onNotice(sentence: string): void;
  /** A look was had, in a sentence. */
  onLook(sentence: string): void;
}

/** The trainer's `open` for a recipe. */
export function openArgs(
  recipe: Recipe,
  inputs: RunInputs,
  manifestUrl: string,
  memory: { readonly limit: number; readonly besides: number },
): OpenArgs {
  const { slots, hooks, softTokens } = policyOf(recipe);
  const answer = Math.max(recipe.limit + 1, ...inputs.candidates.map(({ tokens }) => tokens.length));
  const longest = (softTokens ?? 0) + longestPrompt + answer;
  const rows = Math.max(
    (recipe.offline?.groups ?? 0) * (recipe.offline?.picks ?? 0),
    (recipe.on_policy?.groups ?? 0) * (recipe.on_policy?.samples ?? 0),
  );
  return {
    manifestUrl,
    hooks,
    slots: slots.map(({ name, rank, slow }) => ({ id: name, rank, slow })),
    scale: recipe.bank.scale,
    seed: recipe.seed,
    ...(softTokens === undefined ? {} : { softTokens }),
    workload: { tokens: rows * longest, longest },
    ...memory,
  };
}

/** Where the run stood at its last checkpoint: what came after it is gone with its numbers. */
export function atCheckpoint(run: KeptRun): KeptRun {
  const step = run.checkpoints.at(-1) ?? 0;
  return { ...run, step, log: run.log.filter((line) => line.step < step), looks: run.looks.filter((look) => look.step <= step) };
}

/**
 * @param from The checkpoint at `run.step`; undefined for a run that begins.
 * @returns the run as it was kept last: done, paused by the signal, or stopped by what went wrong. Never rejects.
 */
export async function driveRun(
  deps: DriveDeps,
  run: KeptRun,
  inputs: RunInputs,
  from: Checkpoint | undefined,
  listener: DriveListener,
  signal: AbortSignal,
): Promise<KeptRun> {
  const scoring = checkedScoring(deps.scoring, (sentence) => listener.onNotice(sentence));
  const drive = new Drive({ ...deps, scoring }, run, inputs, listener, signal);
  try {
    await drive.open(from);
    await drive.toTheEnd();
  } catch (error) {
    await drive.end(error);
  } finally {
    deps.trainer.close();
  }
  return drive.run;
}

class Drive {
  private memory: OnPolicyMemory | undefined;
  private pace: Pace = { tokens: 0, seconds: 0 };
  private sizes: Sizes | undefined;
  private lookSeconds = 0;
  private keptAt: number;
  /** Steps that the worker's matrices have taken; undefined while that is not known. */
  private stands: number | undefined;

  constructor(
    private readonly deps: DriveDeps,
    public run: KeptRun,
    private readonly inputs: RunInputs,
    private readonly listener: DriveListener,
    private readonly signal: AbortSignal,
  ) {
    this.keptAt = deps.now();
  }

  private get recipe(): Recipe {
    return this.run.plan.recipe;
  }

  private grow(change: Partial<KeptRun>): void {
    this.run = { ...this.run, ...change };
    this.listener.onRun(this.run);
  }

  async open(from: Checkpoint | undefined): Promise<void> {
    const { trainer, manifestUrl, memory } = this.deps;
    const { signal, listener } = this;
    listener.onActivity({ kind: 'opening', note: 'Starting the trainer', done: 0, total: 1 });
    const opened = await trainer.open(openArgs(this.recipe, this.inputs, manifestUrl, memory()), {
      signal,
      onEvent: (event) => {
        if (event.type === 'open-progress')
          listener.onActivity({ kind: 'opening', note: event.note, done: event.done, total: event.total });
      },
    });
    listener.onOpened(opened);
    if (this.run.base.sha256 !== opened.base.sha256) {
      if (from)
        throw new Error(
          `The run was begun on the base ${this.run.base.name}, and ${opened.base.name} is here now: expected the same file.`,
        );
      this.grow({ base: opened.base });
    }
    await this.beginStage(from?.stage ?? stageAt(this.recipe, 0).stage);
    if (from) {
      await trainer.restore(from.bytes);
      this.memory = from.memory;
    }
    this.stands = this.run.step;
  }

  async toTheEnd(): Promise<void> {
    await this.lookMaybe();
    while (this.run.step < this.run.steps) {
      this.signal.throwIfAborted();
      const { stage, step } = stageAt(this.recipe, this.run.step);
      // A stage that goes on from a checkpoint has been begun with it.
      if (step === 0 && this.run.step > 0) await this.beginStage(stage);
      await this.step(stage, step);
      const last = this.run.step === this.run.steps;
      await this.lookMaybe();
      if (!last && this.deps.now() - this.keptAt >= keepEveryMs) await this.keep();
    }
    this.grow({ status: 'done', failure: undefined });
    await this.keep();
  }

  private async beginStage(stage: Checkpoint['stage']): Promise<void> {
    await this.deps.trainer.beginStage(this.recipe[stage]?.shared_factor ?? 1);
  }

  private async step(stage: Checkpoint['stage'], step: number): Promise<void> {
    const { deps, inputs, signal } = this;
    const { plan } = this.run;
    const began = deps.now();
    const options = { signal, onActivity: (activity: Activity) => this.listener.onActivity(activity) };
    this.stands = undefined;
    let outcome: StepOutcome;
    try {
      outcome = await (stage === 'offline'
        ? offline(deps, plan, inputs, step, options)
        : onPolicy(deps, plan, inputs, step, this.memory, { ...options, name: this.nameOf(this.run.step) }));
    } catch (error) {
      // A step that was stopped has changed nothing.
      if (isAbort(error)) this.stands = this.run.step;
      throw error;
    }
    this.note(outcome, deps.now() - began);
  }

  private note({ memory, generatedTokens, rewardCalls, promptTokens, ...outcome }: StepOutcome, ms: number): void {
    const { run, deps } = this;
    this.memory = memory;
    const line = { step: run.step, ms, ...outcome, ...(deps.hidden() ? { hidden: true as const } : {}) };
    const cost = {
      seconds: run.cost.seconds + ms / 1000,
      generatedTokens: run.cost.generatedTokens + generatedTokens,
      rewardCalls: run.cost.rewardCalls + rewardCalls,
    };
    this.grow({ step: run.step + 1, log: [...run.log, line], cost });
    this.stands = this.run.step;
    this.estimate(line.stage, promptTokens, ms);
  }

  /** Tells how long it will take, corrected by the step that has ended. */
  private estimate(stage: Checkpoint['stage'], promptTokens: number, ms: number): void {
    const groups = this.recipe[stage]?.groups ?? 1;
    this.sizes ??= sizesOf(this.inputs.candidates, promptTokens / groups);
    this.pace = observed(this.pace, stepWork(this.recipe, stage, this.sizes), ms / 1000);
    const { step, steps, plan } = this.run;
    const stages = stagesOf(this.recipe);
    const offline = stages.find((one) => one.stage === 'offline')?.steps ?? 0;
    const done = { offline: Math.min(step, offline), on_policy: Math.max(0, step - offline) };
    const looks = Math.ceil((steps - step) / plan.looks.every);
    this.listener.onSecondsLeft(secondsLeft(this.recipe, this.sizes, this.pace, done) + looks * this.lookSeconds);
  }

  private nameOf(step: number): string {
    return `${this.run.id}@${step}`;
  }

  /** At its start, each so many steps, and at its end. A look that fails costs no run. */
  private async lookMaybe(): Promise<void> {
    const { run, deps, listener, signal } = this;
    const { step, steps, plan } = run;
    if (plan.prompts.tune.length === 0 || (step % plan.looks.every !== 0 && step !== steps)) return;
    if (run.looks.some((look) => look.step === step)) return;
    const began = deps.now();
    try {
      listener.onActivity({ kind: 'looking', texts: 0, total: 0 });
      const slots = await deps.trainer.adapters();
      const look = await lookAt(
        deps,
        plan,
        { step, name: this.nameOf(step), slots },
        {
          info: await deps.ready(signal),
          signal,
          onTexts: (texts, total) => listener.onActivity({ kind: 'looking', texts, total }),
        },
      );
      const seconds = (deps.now() - began) / 1000;
      // The first is of one weighting alone.
      this.lookSeconds = step === 0 ? seconds * look.points.length : seconds;
      if (step > 0) listener.onLook(`The front after step ${step} of ${steps} is drawn.`);
      this.grow({ looks: [...run.looks, look], cost: { ...this.run.cost, seconds: this.run.cost.seconds + seconds } });
    } catch (error) {
      signal.throwIfAborted();
      listener.onNotice(`The look after step ${step} could not be had: ${messageOf(error)}. Training goes on.`);
    }
  }

  /** Writes the run with its numbers as they are now. */
  private async keep(): Promise<void> {
    const { deps, run } = this;
    this.listener.onActivity({ kind: 'keeping' });
    const bytes = await deps.trainer.checkpoint();
    const adapters = await deps.trainer.adapters();
    const { stage } = stageAt(this.recipe, Math.max(0, run.step - 1));
    const checkpoint: Checkpoint = { step: run.step, stage, bytes, adapters, ...(this.memory ? { memory: this.memory } : {}) };
    const checkpoints = spread([...run.checkpoints.filter((step) => step !== run.step), run.step].sort((a, b) => a - b));
    this.keptAt = deps.now();
    this.grow({ checkpoints });
    try {
      await deps.shelf.keep({ ...this.run, status: this.run.status === 'done' ? 'done' : 'paused' }, checkpoint);
    } catch (error) {
      this.listener.onNotice(
        `The run's checkpoint could not be kept: ${messageOf(error)}. The run goes on, and would be lost with this page.`,
      );
    }
  }

  /** After a pause the run stands where it is, after a failure where it was kept last. */
  async end(error: unknown): Promise<void> {
    const paused = isAbort(error) && this.signal.aborted;
    if (paused && this.stands === this.run.step && this.run.step > (this.run.checkpoints.at(-1) ?? 0)) {
      this.grow({ status: 'paused', failure: undefined });
      try {
        await this.keep();
        return;
      } catch (failure) {
        return this.fall(failure);
      }
    }
    if (paused) {
      this.grow({ ...atCheckpoint(this.run), status: 'paused', failure: undefined });
      await this.deps.shelf.keep(this.run).catch(() => {});
      return;
    }
    await this.fall(error);
  }

  private async fall(error: unknown): Promise<void> {
    const diverged = error instanceof Error && 'code' in error && error.code === 'diverged';
    const at = this.run.step;
    const back = atCheckpoint(this.run);
    const stands = back.step === 0 ? 'It stands at its beginning.' : `It stands at its checkpoint after step ${back.step}.`;
    const failure = diverged
      ? `Step ${at + 1} came to a number that is none (${messageOf(error)}). ${stands}`
      : `After step ${at} the run stopped: ${messageOf(error)}. ${stands}`;
    this.grow({ ...back, status: diverged ? 'failed' : 'paused', failure });
    await this.deps.shelf.keep(this.run).catch(() => {});
  }
}
