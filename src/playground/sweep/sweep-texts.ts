/** The texts of a sweep at work: they change with every event of the engine, and the page hears of it some times a second. */
import { inPieces } from '../../measure/in-pieces.ts';
import { type LiveFrontInput, liveFrontSteps } from '../../measure/live-front.ts';
import type { Clock } from './clock.ts';
import type { PlannedText } from './sweep-plan.ts';
import type { SweepStore } from './sweep-state.ts';
import { plannedText, type SweepText } from './sweep-text.ts';

/** Milliseconds between two states of the store: a frame or two. */
const frameMs = 33;
/** Milliseconds between two fronts, at least; a front that takes long to compute comes the more seldom. */
const frontMs = 150;
const frontRest = 4;

export interface SweepTexts {
  readonly planned: readonly PlannedText[];
  at(key: string): SweepText;
  change(key: string, next: (before: SweepText) => SweepText): void;
  all(): readonly SweepText[];
  /** The store has what is here when this resolves, its front too. */
  settled(): Promise<void>;
  /** The fronts are told over another reference. */
  redraw(): void;
  /** Nothing is published any more. */
  leave(): void;
}

export interface SweepTextsDeps extends Clock {
  /** What fronts are told over now. */
  readonly axes: () => Omit<LiveFrontInput, 'texts'>;
  readonly store: Pick<SweepStore, 'setState'>;
  /** Of what is left to do. */
  readonly secondsLeft: (texts: SweepTexts) => number | undefined;
}

export function createSweepTexts(
  planned: readonly PlannedText[],
  known: ReadonlyMap<string, SweepText>,
  { store, secondsLeft, now, later, axes }: SweepTextsDeps,
): SweepTexts {
  const texts = planned.map((text) => known.get(text.key) ?? plannedText(text));
  const places = new Map(planned.map(({ key }, i) => [key, i]));
  let left = false;
  let publishing = false;
  let front: Promise<void> | undefined;
  let stale = false;

  function publish(): void {
    publishing = false;
    if (left) return;
    const done = texts.filter(({ stop }) => stop !== undefined).length;
    store.setState({ texts: [...texts], done, total: texts.length, secondsLeft: secondsLeft(self) });
    stale = true;
    front ??= drawFronts();
  }

  /** Until the last one is of the texts as they are. */
  async function drawFronts(): Promise<void> {
    while (stale && !left) {
      stale = false;
      const began = now();
      const steps = liveFrontSteps({ texts: [...texts], ...axes() });
      const drawn = await inPieces(
        steps,
        (next) => later(next, 0),
        now,
        () => !left,
      );
      if (drawn) store.setState({ front: drawn });
      if (stale) await new Promise<void>((resolve) => later(resolve, Math.max(frontMs, frontRest * (now() - began))));
    }
    front = undefined;
  }

  const schedule = () => {
    if (publishing) return;
    publishing = true;
    later(publish, frameMs);
  };
  const self: SweepTexts = {
    planned,
    at: (key) => texts[places.get(key) as number] as SweepText,
    change(key, next) {
      const place = places.get(key);
      if (place === undefined) return;
      const before = texts[place] as SweepText;
      const after = next(before);
      if (after === before) return;
      texts[place] = after;
      schedule();
    },
    all: () => texts,
    async settled() {
      publish();
      await front;
    },
    redraw: schedule,
    leave() {
      left = true;
    },
  };
  publish();
  return self;
}
