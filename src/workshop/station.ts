import type { ComponentType } from 'react';

/** In the order of the bench. */
export const stationIds = ['rewards', 'prompts', 'pool', 'train', 'keep'] as const;
export type StationId = (typeof stationIds)[number];

/** What the bench shows of a station while another is open. */
export interface Glance {
  /** What is done, in one line of plain words, e.g. "Brevity and richness". */
  readonly line: string;
  /** Whether the next stations can go on from it. */
  readonly done: boolean;
  /** What to do next in it, as a short imperative, e.g. "Choose a second reward"; absent where nothing is asked. */
  readonly next?: string;
  /** Share in [0, 1] of work under way, e.g. of a run; absent while it rests. */
  readonly working?: number;
}

/** One of the five. */
export interface Station {
  readonly id: StationId;
  /** One word of the strip, and the heading of the open station. */
  readonly name: string;
  /** What it is for, in a sentence under the heading. */
  readonly purpose: string;
  /** A hook; called for every station on every drawing of the bench, so it reads stores and computes nothing long. */
  useGlance(): Glance;
  /** The open station, without heading; may be a late part. */
  readonly Body: ComponentType;
}
