/** One sweep from its plan to its last text. */

import { klAxis } from '../../charts/chart-axes.ts';
import type { EnginePort } from '../../engine/engine-port.ts';
import type { EngineInfo } from '../../engine/protocol.ts';
import { createTimeLeft } from '../../engine/time-left.ts';
import type { SlotSource } from '../../lm/requests.ts';
import { mean } from '../../math/statistics.ts';
import type { Front } from '../../packs/front.ts';
import type { Pack } from '../../packs/pack.ts';
import { softTokensOf } from '../../packs/slot-sources.ts';
import type { RewardInput } from '../../rewards/reward.ts';
import { failureInWords } from '../state/failure.ts';
import type { EngineRewards } from '../state/measure-texts.ts';
import type { PaneChoice } from '../state/panes-store.ts';
import type { Scores } from '../state/run.ts';
import type { Clock } from './clock.ts';
import type { Keeping } from './keeping.ts';
import { createSpread } from './spread.ts';
import { type PlanSource, planSweep } from './sweep-plan.ts';
import { runSweep } from './sweep-run.ts';
import type { SweepSettings } from './sweep-settings.ts';
import type { SweepStore } from './sweep-state.ts';
import type { SweepText } from './sweep-text.ts';
import { createSweepTexts, type SweepTexts } from './sweep-texts.ts';

export interface SessionDeps extends Clock, Omit<PlanSource, 'pack'> {
  readonly pack: Pack;
  readonly engine: Pick<EnginePort, 'generate' | 'score' | 'count'>;
  readonly info: () => EngineInfo | undefined;
  readonly isReady: () => boolean;
  /** Resolves as soon as `isReady`. @throws the signal's reason when aborted. */
  readonly whenReady: (signal: AbortSignal) => Promise<void>;
  /** What these policies need. */
  readonly slots: (panes: readonly PaneChoice[]) => readonly SlotSource[];
  readonly score: (input: RewardInput) => Scores;
  readonly engineRewards: EngineRewards;
  /** Ids of what is scored beside the axes: golden rewards and the guard. */
  readonly watched: readonly string[];
  readonly announce: (sentence: string) => void;
}

export interface Session {
  readonly keeping: Keeping;
  readonly all: SweepTexts['all'];
  /** Until all is made, or the signal aborts; waits where the model is not there. */
  go(signal: AbortSignal): Promise<void>;
  /** Another front is shown as what was measured. */
  redraw(): void;
  /** Another sweep is shown. */
  leave(): void;
}

/** Milliseconds between two writes of texts that grow. */
const keepMs = 2000;

/** @param known Texts that are there already, by key. The store shows them from here on. */
export function createSession(
  settings: SweepSettings,
  { keeping, known, store }: { readonly keeping: Keeping; readonly known: ReadonlyMap<string, SweepText>; readonly store: SweepStore },
  deps: SessionDeps,
): Session {
  const { engine, info, pack, score, engineRewards, now, later } = deps;
  const pace = createTimeLeft(now);
  const spread = createSpread((next) => later(next, 0), now);
  const texts = createSweepTexts(planSweep(settings, deps), known, {
    ...{ store, now, later },
    axes: () => {
      const { reference, scale } = deps.front ?? {};
      return { rewards: pack.rewards, watched: [...deps.watched, klAxis], reference, scale };
    },
    secondsLeft: (at) => (store.getState().status === 'running' ? pace.seconds(rowTokensLeft(at, settings)) : undefined),
  });
  let wroteAt = now();

  function write(): void {
    wroteAt = now();
    void keeping.write([...texts.all()]);
  }

  const run = (signal: AbortSignal) =>
    runSweep(
      {
        ...{ engine, info, settings, texts, spread, score, engineRewards },
        slots: deps.slots(settings.policies),
        softTokens: softTokensOf(pack),
        measuresAll: isWhole(settings, deps.front),
        onPace: (rowTokens) => {
          pace.add(rowTokens);
          if (now() - wroteAt > keepMs) write();
        },
        onEnd: write,
      },
      signal,
    );

  return {
    keeping,
    all: texts.all,
    async go(signal) {
      while (!signal.aborted) {
        try {
          await deps.whenReady(signal);
          pace.start();
          await run(signal);
          break;
        } catch (error) {
          // A model that is lost for good, or loaded anew by the reader: the sweep waits for the next.
          if (signal.aborted || !deps.isReady()) continue;
          store.setState({ status: 'failed', error: `The sweep could not go on: ${failureInWords(error)}` });
          deps.announce('The sweep failed.');
          return;
        } finally {
          pace.pause();
          write();
        }
      }
      await texts.settled();
      if (signal.aborted) return;
      store.setState({ status: 'done', secondsLeft: undefined });
      deps.announce(`The sweep is finished: ${texts.all().length} texts.`);
    },
    redraw: texts.redraw,
    leave: texts.leave,
  };
}

/** True of a sweep of all the prompts that the pack was measured on: it makes a front, which tells the KL of every point. */
export function isWhole({ prompts }: Pick<SweepSettings, 'prompts'>, front: Front | undefined): boolean {
  return front?.prompts.every((prompt) => prompts.includes(prompt)) ?? false;
}

/** Tokens to come, each counted once for every row: texts become as long as those that have ended, on average. */
function rowTokensLeft(texts: SweepTexts, { maxTokens }: SweepSettings): number {
  const ended = texts.all().filter(({ stop }) => stop !== undefined);
  const length = ended.length === 0 ? maxTokens : mean(ended.map(({ tokens }) => tokens.length));
  return texts.planned.reduce((sum, { key, steering }) => {
    const { stop, tokens } = texts.at(key);
    return stop === undefined ? sum + steering.rows.length * Math.max(1, length - tokens.length) : sum;
  }, 0);
}
