/** Ready-made experiments: rewards, prompts, pool and recipe set with one click. */
import type { Definition } from '../../rewards/own/definition.ts';
import { emptyProject, type Project } from '../state/project-schema.ts';
import type { StationId } from '../station.ts';

export interface Start {
  /** Of the address, `#/workshop?start=<id>`. */
  readonly id: string;
  readonly title: string;
  /** What one sees in it, in a sentence. */
  readonly shows: string;
  /** The station to go on at. */
  readonly opens: StationId;
  /** In place of an empty project. */
  readonly project: Project;
}

function liked(id: string, label: string, phrases: string): Definition {
  const list = phrases.split(', ').map((phrase) => ({ phrase, weight: 1 }));
  return { id, label, kind: 'words', phrases: list, count: 'once', matchCase: false, half: 1 };
}

const friendly = liked(
  'own-friendly',
  'Friendly',
  "you, your, you'll, you're, great, love, fun, happy, enjoy, friend*, let's, thank*, smile, hope, glad, welcome, wonderful, try",
);
const outdoors = liked(
  'own-outdoors',
  'Outdoors',
  'sun*, sky, water, sea, ocean*, tree*, rain*, light, mountain*, river*, forest*, flower*, garden, wind, snow, earth*, plant*, moon, stars',
);
const people = liked(
  'own-people',
  'People',
  'family, friend*, home, love*, people, together, child*, mother, house, party, share*, heart, everyone, kitchen, smile*, team',
);

const start = (id: string, title: string, shows: string, opens: StationId, set: Partial<Project>): Start => ({
  ...{ id, title, shows, opens },
  project: { ...emptyProject, name: title, start: id, ...set },
});

export const starts: readonly Start[] = [
  start('brevity-richness', 'Brevity and richness', 'Two rewards that pull hard: a short answer has no room for many words.', 'train', {
    rewards: ['brevity', 'richness'],
  }),
  start(
    'formal-friendly',
    'Formal and friendly',
    'A reward of the site’s and one made of a word list: a register against a tone.',
    'train',
    {
      rewards: ['formality', friendly.id],
      definitions: [friendly],
    },
  ),
  start('word-lists', 'Your own two word lists', 'Outdoors and people, to begin with: write your own words over them.', 'rewards', {
    rewards: [outdoors.id, people.id],
    definitions: [outdoors, people],
  }),
  start('fork', 'The fork', 'Two lists that exclude each other: train the soup, look at its middle, then train CLP on the same.', 'train', {
    rewards: ['numbering', 'bulleting'],
    pool: { ...emptyProject.pool, lists: true },
    training: { effort: 'usual', method: 'soups' },
  }),
  start('dial', 'One reward and KL', 'A dial: how much cheer for how much distance from the base.', 'train', { rewards: ['cheer'] }),
];

/** What lessons set up besides: the bench does not offer them by itself. */
const ofLessons: readonly Start[] = [
  start('soups', 'Two experts and their soup', 'One expert a reward, mixed by weight.', 'train', {
    rewards: ['brevity', 'richness'],
    training: { effort: 'quick', method: 'soups' },
  }),
  start('taste', 'Your taste and brevity', 'A reward that is learned from your choices between answers.', 'rewards', {
    rewards: ['own-taste', 'brevity'],
    definitions: [{ id: 'own-taste', label: 'My taste', kind: 'taste', choices: [] }],
  }),
];

export function findStart(id: string | undefined): Start | undefined {
  return [...starts, ...ofLessons].find((one) => one.id === id);
}
