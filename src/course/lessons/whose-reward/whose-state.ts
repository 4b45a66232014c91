/** The state of the lesson's figure, and all that follows from it. */
import { createRng } from '../../../math/rng.ts';
import { groupInvariance, groupMeans, type InvarianceSnapshot } from '../../../theory/group-invariance.ts';
import { type GroupPoint, type GroupRewards, groupPoint, maxMinPoint, measurePolicy, tiltedPolicy } from '../../../theory/max-min.ts';
import { fitOneReward, type MixtureSnapshot } from '../../../theory/voter-mixture.ts';
import { createVoters, groupWeights, type Voter, type VoterWorld } from '../../../theory/voters.ts';
import type { Numbers } from '../../prose/parse-prose.ts';
import { restedWhen, type TrainerSettings } from '../../training/settings.ts';

export type WhoseScene = 'pooled' | 'mixture' | 'fair' | 'styles';

export interface WhoseState {
  readonly scene: WhoseScene;
  readonly world: VoterWorld;
  readonly trainer: TrainerSettings;
  readonly mixture: MixtureSnapshot | undefined;
  /** Weight of the first group's reward, in [0, 1]. */
  readonly w: number;
  readonly penalty: number;
  readonly invariance: InvarianceSnapshot | undefined;
  readonly finished: boolean;
}

export const WANTED_MAJORITY = 0.8;
export const WANTED_LIFT = 0.1;
export const ALLOWED_LOSS = 0.05;
export const MAX_PENALTY = 24;
/** Of the policies over texts. */
const BETA = 0.25;
/** Texts that policies choose from. */
const TEXTS = 40;
const FAIR = 0.02;

export const initial: WhoseState = {
  scene: 'pooled',
  world: { voters: 60, majority: 0.6, angle: 120, choices: 12 },
  trainer: { playing: false, speed: 5, seed: 1, run: 0 },
  mixture: undefined,
  w: 0.9,
  penalty: 0,
  invariance: undefined,
  finished: false,
};

/** A training that has not begun. */
export function restart(state: WhoseState, scene: WhoseScene): WhoseState {
  const { trainer } = state;
  return {
    ...state,
    scene,
    mixture: undefined,
    invariance: undefined,
    finished: false,
    trainer: { ...trainer, run: trainer.run + 1, playing: false },
  };
}

export function pause(state: WhoseState, finished: boolean): Pick<WhoseState, 'finished' | 'trainer'> {
  return { finished, trainer: restedWhen(finished, state.trainer) };
}

/** The voters of this world and the one reward that their choices give; kept while the world stays. */
export const pooledFit = remember((world: VoterWorld, seed: number): { voters: readonly Voter[]; weights: readonly number[] } => {
  const voters = createVoters(world, seed);
  return {
    voters,
    weights: fitOneReward(
      voters.map(({ choices }) => choices),
      2,
    ),
  };
});

/** Where a voter is drawn: the mean of what they chose less what they left. */
export function leaning({ choices }: Voter): [number, number] {
  const mean = (k: number) => choices.reduce((sum, { difference }) => sum + (difference[k] as number), 0) / choices.length;
  return [mean(0), mean(1)];
}

/** Between two directions, degrees in [0, 180]. */
export function degreesBetween(a: readonly number[], b: readonly number[]): number {
  const cross = (a[0] as number) * (b[1] as number) - (a[1] as number) * (b[0] as number);
  const dot = (a[0] as number) * (b[0] as number) + (a[1] as number) * (b[1] as number);
  return Math.abs((Math.atan2(cross, dot) * 180) / Math.PI);
}

/** Rewards of both groups for a fixed set of texts, in units of the length of a group's weights, and policies over them. */
export const fairWorld = remember((world: VoterWorld, seed: number) => {
  const random = createRng(7);
  const texts = Array.from({ length: TEXTS }, () => [2 * random() - 1, 2 * random() - 1]);
  const [first, second] = groupWeights(world);
  const unit = Math.hypot(...first);
  const score = (weights: readonly number[]) =>
    texts.map((text) => text.reduce((sum, value, k) => sum + (value * (weights[k] as number)) / unit, 0));
  const rewards: GroupRewards = [score(first), score(second)];
  const pooled = measurePolicy(rewards, tiltedPolicy(score(pooledFit(world, seed).weights), BETA), Number.NaN);
  const front = Array.from({ length: 51 }, (_, i): GroupPoint => groupPoint(rewards, i / 50, BETA));
  return { pooled, front, fair: maxMinPoint(rewards, BETA), at: (w: number) => groupPoint(rewards, w, BETA) };
});

/** What training without a penalty gives: the mean and the return of the worse group. */
const unpenalised = remember((_: object, seed: number) => {
  const run = groupInvariance.create({ penalty: 0 }, seed);
  while (!run.finished) run.step();
  return outcome(run.snapshot());
});
export const withoutPenalty = (seed: number) => unpenalised(initial, seed);

/** Mean return, and that of the groups that the critic sees. */
export function outcome({ returns, split, course }: InvarianceSnapshot): { mean: number; worst: number; best: number } {
  const [worst, best] = groupMeans(returns, split);
  return { mean: course.at(-1)?.mean as number, worst, best };
}

export function liftedFairly({ scene, finished, penalty, invariance, trainer }: WhoseState): boolean {
  if (scene !== 'styles' || !finished || !invariance || penalty === 0) return false;
  const before = withoutPenalty(trainer.seed);
  const after = outcome(invariance);
  return after.worst - before.worst >= WANTED_LIFT && after.mean >= (1 - ALLOWED_LOSS) * before.mean;
}

export function isFair({ world, trainer, w }: Pick<WhoseState, 'world' | 'trainer' | 'w'>): boolean {
  const [first, second] = fairWorld(world, trainer.seed).at(w).rewards;
  return Math.abs(first - second) < FAIR;
}

/** Voters whose more probable group is the true one, but for the names of the groups. */
export function toldApart({ belongs, truth }: MixtureSnapshot): number {
  const hits = belongs.filter((p, i) => p > 0.5 === (truth[i] === 1)).length;
  return Math.max(hits, truth.length - hits);
}

/** True when EM's second group is the true first one: then the names are exchanged for drawing. */
export function exchanged({ belongs, truth }: MixtureSnapshot): boolean {
  return 2 * belongs.filter((p, i) => p > 0.5 === (truth[i] === 1)).length < truth.length;
}

export function numbers(state: WhoseState): Numbers {
  const { world, trainer, mixture, w, invariance } = state;
  const { weights } = pooledFit(world, trainer.seed);
  const [first, second] = groupWeights(world);
  const fair = fairWorld(world, trainer.seed);
  const before = withoutPenalty(trainer.seed);
  const after = invariance ? outcome(invariance) : before;
  const now = fair.at(w).rewards;
  return {
    voters: world.voters,
    angle: world.angle,
    majority: percent(world.majority),
    wantedMajority: percent(WANTED_MAJORITY),
    offFirst: Math.round(degreesBetween(weights, first)),
    offSecond: Math.round(degreesBetween(weights, second)),
    rounds: mixture ? mixture.objective.length - 1 : 0,
    found: mixture ? toldApart(mixture) : '…',
    pooledSecond: two(fair.pooled.rewards[1]),
    first: two(now[0]),
    second: two(now[1]),
    fairFirst: two(fair.fair.rewards[0]),
    fairSecond: two(fair.fair.rewards[1]),
    w: w.toFixed(2),
    prompts: invariance?.returns.length ?? 24,
    wantedLift: WANTED_LIFT.toFixed(2),
    allowedLoss: percent(ALLOWED_LOSS),
    worst: after.worst.toFixed(2),
    best: after.best.toFixed(2),
    mean: after.mean.toFixed(2),
    worstWithout: before.worst.toFixed(2),
    meanWithout: before.mean.toFixed(2),
  };
}

const two = (value: number) => value.toFixed(2).replace('-', '−');
const percent = (share: number) => `${Math.round(100 * share)} %`;

/** Keeps the last result: drawing asks for it many times with the same arguments. */
function remember<Key extends object, Result>(compute: (key: Key, seed: number) => Result): (key: Key, seed: number) => Result {
  let last: { readonly key: Key; readonly seed: number; readonly result: Result } | undefined;
  return (key, seed) => {
    if (last?.key !== key || last.seed !== seed) last = { key, seed, result: compute(key, seed) };
    return last.result;
  };
}
