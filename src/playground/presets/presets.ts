/** Six starting points: a pack, a prompt, panes and weights that show something each. The numbers in their words are those of the measured fronts. */
import type { Weighting } from '../../methods/method.ts';
import type { PackIndex } from '../../packs/pack.ts';
import type { PaneChoice } from '../state/panes-store.ts';
import { formatUrl } from '../state/url-state.ts';

export interface Preset {
  /** In file names of pictures. */
  readonly id: string;
  readonly title: string;
  /** What is to be seen; means over the held-out prompts of the pack. */
  readonly shows: string;
  readonly pack: string;
  /** One that was measured, so that there are texts before the model is. */
  readonly prompt: string;
  readonly panes: readonly PaneChoice[];
  readonly weights: Weighting;
  /** Axes, where they are not the first two. */
  readonly x?: string;
  readonly y?: string;
}

const pane = (policy: string): PaneChoice => ({ policy, options: {} });

export const presets: readonly Preset[] = [
  {
    id: 'soup',
    title: 'Where a soup fails',
    shows:
      'Two forms of a list exclude each other and begin alike. At equal weights CLP answers in prose, worth 0.7 to both (means 0.62 and 0.67); the soup of two listers goes on writing lists (0.09 and 0.82).',
    pack: 'fork',
    prompt: 'Describe a garden after the rain.',
    panes: [pane('clp'), pane('rs')],
    weights: [0.5, 0.5],
  },
  {
    id: 'dial',
    title: 'A dial for KL',
    shows:
      'One reward against the distance from the base: half way, CLP reaches cheer 0.77 for 12 nats and the soup 0.72 for 9, and both lie on one curve. Move the slider and read the price.',
    pack: 'dial',
    prompt: 'How do I make a good cup of tea?',
    panes: [pane('base'), pane('clp'), pane('rs')],
    weights: [0.5, 0.5],
    x: 'kl',
    y: 'cheer',
  },
  {
    id: 'hacking',
    title: 'Reward hacking',
    shows:
      'Approval is learned, cheer is what it was to stand for. With a weak leash approval rises from 0.84 to 0.96 and answers become slogans; cheer ends at 0.48, no higher than with a proper leash (0.52, the intervals overlap).',
    pack: 'proxy',
    prompt: 'Describe a garden after the rain.',
    panes: [pane('base'), pane('proper'), pane('weak')],
    weights: [1, 0],
  },
  {
    id: 'asking',
    title: 'Asking is not steering',
    shows:
      'All weight on brevity. Told of it in the prompt the model scores 0.02, hardly more than the base (0.00); CLP, which was trained to read the weights, 0.70.',
    pack: 'voice',
    prompt: 'What is a black hole?',
    panes: [pane('prompt'), pane('clp-full')],
    weights: [1, 0, 0],
  },
  {
    id: 'agreement',
    title: 'Rewards that agree',
    shows:
      'The control: both rewards ask for a numbered list. Now the soup loses nothing at equal weights (0.99; CLP 0.92): what fails it elsewhere is conflict, not averaging.',
    pack: 'twins',
    prompt: 'How do I make a good cup of tea?',
    panes: [pane('clp'), pane('rs')],
    weights: [0.5, 0.5],
  },
  {
    id: 'beyond',
    title: 'Past the expert',
    shows:
      'DeRa extrapolates while decoding. With all weight on cheer it goes to 164 nats where the expert stops at 44; cheer grows no further (0.96 and 0.99) and the text comes apart (3.3 nats a token under the base, from 1.5).',
    pack: 'dial',
    prompt: 'Tell me a story about a shy elephant.',
    panes: [pane('rs'), pane('dera')],
    weights: [1, 0],
    x: 'kl',
    y: 'cheer',
  },
];

/** The address of a preset, without '#'. @param packs Of the host: the first needs no name. */
export function presetHash({ pack, prompt, panes, weights, x, y }: Preset, packs: PackIndex['packs']): string {
  return formatUrl({ ...(pack === packs[0]?.id ? {} : { pack }), prompt, weights, panes, ...(x && y ? { x, y } : {}) });
}
