/** The trainings that lessons may ask for by name; each is fetched when it is asked for. */
import type { Trainable } from '../../theory/trainable.ts';

/** Name to loader. A config and a snapshot are whatever that training says. */
export type TrainableRegistry = Readonly<Record<string, () => Promise<Trainable<never, unknown>>>>;

export const trainables = {
  fork: async () => (await import('../../theory/fork-training.ts')).forkTraining,
  soup: async () => (await import('../../theory/soup-training.ts')).soupTraining,
  'three-arms': async () => (await import('../../theory/three-arm-bandit.ts')).threeArmTraining,
  imitation: async () => (await import('../../theory/lake/imitation-race.ts')).imitationRace,
  'goal-reward': async () => (await import('../../theory/lake/goal-training.ts')).goalTraining,
  'agent-preference': async () => (await import('../../theory/garden/rebel-training.ts')).rebelTraining,
  leftovers: async () => (await import('../../theory/lake/leftover-training.ts')).leftoverTraining,
  'self-play': async () => (await import('../../theory/conversation/self-play.ts')).selfPlayTraining,
  credit: async () => (await import('../../theory/credit-training.ts')).creditTraining,
  'group-invariance': async () => (await import('../../theory/group-invariance.ts')).groupInvariance,
  'teacher-hacking': async () => (await import('../../theory/teacher-hacking.ts')).teacherHacking,
  'voter-mixture': async () => (await import('../../theory/voter-mixture.ts')).voterMixture,
} satisfies TrainableRegistry;

export type TrainableName = keyof typeof trainables & string;

type TrainableOf<R extends TrainableRegistry, N extends keyof R> = Awaited<ReturnType<R[N]>>;

export type ConfigOf<R extends TrainableRegistry, N extends keyof R> =
  TrainableOf<R, N> extends Trainable<infer Config, unknown> ? Config : never;

export type SnapshotOf<R extends TrainableRegistry, N extends keyof R> =
  TrainableOf<R, N> extends Trainable<never, infer Snapshot> ? Snapshot : never;
