/** What stands around a chart that is saved as a picture: the page that explained it is not there. */
import { weightsInWords } from '../../charts/chart-data.ts';
import type { FigureWords } from '../../charts/export/compose-figure.ts';
import type { Front } from '../../packs/front.ts';
import type { PackReward } from '../state/pack-rewards.ts';

export interface ChartFacts {
  readonly pack: { readonly id: string; readonly label: string };
  readonly front: Pick<Front, 'prompts' | 'seeds' | 'commit'> | undefined;
  readonly rewards: readonly PackReward[];
  /** Names of the axes, x first. */
  readonly axes: readonly [string, string];
  readonly weights: readonly number[];
  /** Of the texts that the chart shows large; undefined where it shows none. */
  readonly prompt: string | undefined;
  /** Of the sweep whose points are drawn; undefined where none are. */
  readonly swept?: { readonly prompts: readonly string[]; readonly samples: number } | undefined;
  readonly date: Date;
}

const longestPrompt = 120;

export function frontWords({ pack, front, rewards, axes: [x, y], weights, prompt, swept, date }: ChartFacts): FigureWords {
  const measured = front && `Small marks are means over ${promptsAndSeeds(front)}, with 95 % intervals.`;
  const live =
    prompt === undefined ? undefined : `Large marks are one text each, for “${shortened(prompt)}” at ${weightsInWords(weights, rewards)}.`;
  return {
    title: `${y} against ${x}, pack “${pack.label}”`,
    caption: [measured, live, swept && sweptWords(swept)].filter(Boolean).join(' '),
    source: sourceLine(pack.id, front?.commit, date),
  };
}

function sweptWords({ prompts, samples }: NonNullable<ChartFacts['swept']>): string {
  const asked = prompts.length === 1 ? `“${shortened(prompts[0] ?? '')}”` : `${prompts.length} prompts`;
  return `Open marks and dotted lines are a sweep of ${asked}, ${samples === 1 ? 'one sample' : `${samples} samples`} each.`;
}

/** @param picks What is drawn, e.g. `Colour Cheer, of CLP`. */
export function triangleWords({ pack, front }: Pick<ChartFacts, 'pack' | 'front'>, picks: string, date: Date): FigureWords {
  const measured = front && `Means over ${promptsAndSeeds(front)}.`;
  return {
    title: `The triangle of weights, pack “${pack.label}”`,
    caption: [picks && `${picks}.`, 'Each cell is the mean of its own weighting, measured or swept.', measured].filter(Boolean).join(' '),
    source: sourceLine(pack.id, front?.commit, date),
  };
}

/** `40 held-out prompts × 2 seeds`. */
export function promptsAndSeeds({ prompts, seeds }: Pick<Front, 'prompts' | 'seeds'>): string {
  return `${prompts.length} held-out prompts × ${seeds.length} ${seeds.length === 1 ? 'seed' : 'seeds'}`;
}

/** Where a picture comes from: pack, the commit at which it was measured, and the day (UTC) on which it was saved. */
export function sourceLine(pack: string, commit: string | undefined, date: Date): string {
  const measured = commit === undefined ? '' : ` Measured at commit ${commit.slice(0, 10)}.`;
  return `Tiller, pack ${pack}.${measured} Saved on ${date.toISOString().slice(0, 10)}.`;
}

function shortened(prompt: string): string {
  const characters = Array.from(prompt.replace(/\s+/g, ' ').trim());
  return characters.length <= longestPrompt ? characters.join('') : `${characters.slice(0, longestPrompt - 1).join('')}…`;
}
