import { describe, expect, it, vi } from 'vitest';
import { openProject } from './project.ts';
import { checkRewards, emptyProject, isUntouched, parseProject } from './project-schema.ts';
import { memoryProjectShelf } from './project-shelf.ts';

function tab(mine = true) {
  let now = mine;
  const listeners: (() => void)[] = [];
  const set = (next: boolean) => {
    now = next;
    for (const listener of listeners) listener();
  };
  return {
    mine: () => now,
    take: async () => set(true),
    inTurn: <T>(work: () => Promise<T>) => work(),
    onChange: (listener: () => void) => void listeners.push(listener),
    set,
  };
}

const date = () => new Date('2026-11-29T12:00:00.000Z');
const lasting = () => ({ ...memoryProjectShelf(), lasts: true });

it('keeps every change, and comes back with it', async () => {
  const shelf = lasting();
  const first = await openProject({ shelf, claim: tab(), date });
  expect(first.getState().keeping).toEqual({ kind: 'kept' });
  first.getState().change((project) => ({ ...project, rewards: ['brevity'] }));
  first.getState().change((project) => ({ ...project, name: 'Short' }));
  await vi.waitUntil(async () => (await shelf.read()) !== undefined);
  const second = await openProject({ shelf, claim: tab(), date });
  expect(second.getState().project).toEqual({ ...emptyProject, name: 'Short', rewards: ['brevity'] });
});

it('puts back what was removed', async () => {
  const store = await openProject({ shelf: lasting(), claim: tab(), date });
  store.getState().change((project) => ({ ...project, rewards: ['brevity', 'cheer'] }));
  store.getState().remove('The reward “Cheer”', (project) => ({ ...project, rewards: ['brevity'] }));
  expect(store.getState().removed?.what).toBe('The reward “Cheer”');
  store.getState().undo();
  expect(store.getState().project.rewards).toEqual(['brevity', 'cheer']);
  expect(store.getState().removed).toBeUndefined();
});

it('a tab that does not have the workshop writes nothing until it takes over, and then starts from what was kept', async () => {
  const shelf = lasting();
  await shelf.write({ ...emptyProject, name: 'Theirs' });
  const claim = tab(false);
  const store = await openProject({ shelf, claim, date });
  expect(store.getState().keeping).toEqual({ kind: 'elsewhere' });
  store.getState().change((project) => ({ ...project, name: 'Mine' }));
  await shelf.write({ ...emptyProject, name: 'Theirs, later' });
  await store.getState().takeOver();
  expect(store.getState().project.name).toBe('Theirs, later');
  expect(store.getState().keeping).toEqual({ kind: 'kept' });
  claim.set(false);
  expect(store.getState().keeping).toEqual({ kind: 'elsewhere' });
});

it('a write that fails is said, and the next that goes well takes it back', async () => {
  const shelf = lasting();
  const write = vi.fn(shelf.write).mockRejectedValueOnce(new Error('the disk is full'));
  const store = await openProject({ shelf: { ...shelf, write }, claim: tab(), date });
  store.getState().change((project) => ({ ...project, name: 'One' }));
  await vi.waitUntil(() => store.getState().keeping.kind === 'failed');
  expect(store.getState().keeping).toEqual({ kind: 'failed', message: 'the disk is full' });
  store.getState().change((project) => ({ ...project, name: 'Two' }));
  await vi.waitUntil(() => store.getState().keeping.kind === 'kept');
});

describe('what was kept and is no project', () => {
  const wrong = { format: 'tiller-project/1', name: 'Warm words', rewards: 'brevity' };
  const reason = 'Your project “Warm words”: field definitions: expected "definitions", got undefined';

  it('is put aside as it was, and an empty one opens, which is kept beside it', async () => {
    const shelf = lasting();
    await shelf.write(wrong);
    const store = await openProject({ shelf, claim: tab(), date });
    expect(store.getState()).toMatchObject({ project: emptyProject, keeping: { kind: 'kept' } });
    expect(store.getState().asides).toEqual([{ id: '2026-11-29T12:00:00.000Z', reason, kept: wrong }]);
    store.getState().change((project) => ({ ...project, name: 'New' }));
    await vi.waitUntil(async () => (await shelf.read()) !== undefined);
    const later = await openProject({ shelf, claim: tab(), date });
    expect(later.getState().project.name).toBe('New');
    expect(later.getState().asides).toEqual(store.getState().asides);
    await later.getState().forgetAside('2026-11-29T12:00:00.000Z');
    expect(later.getState().asides).toEqual([]);
    expect(await shelf.asides()).toEqual([]);
  });

  it('is left where it lies by a tab that does not have the workshop', async () => {
    const shelf = lasting();
    await shelf.write(wrong);
    const store = await openProject({ shelf, claim: tab(false), date });
    expect(await shelf.read()).toEqual(wrong);
    await store.getState().takeOver();
    expect(store.getState().asides.map(({ kept }) => kept)).toEqual([wrong]);
  });

  it('is not written over where it can be neither read nor put aside, until it can', async () => {
    const shelf = lasting();
    await shelf.write({ ...emptyProject, name: 'Theirs' });
    const read = vi.fn(shelf.read).mockRejectedValueOnce(new Error('the disk is away'));
    const store = await openProject({ shelf: { ...shelf, read }, claim: tab(), date });
    expect(store.getState().keeping).toEqual({ kind: 'unread', message: 'the disk is away' });
    store.getState().change((project) => ({ ...project, name: 'Mine' }));
    await store.getState().readAgain();
    expect(store.getState()).toMatchObject({
      project: { name: 'Theirs' },
      keeping: { kind: 'kept' },
      removed: { before: { name: 'Mine' } },
    });

    await shelf.write(wrong);
    const full = { ...shelf, setAside: () => Promise.reject(new Error('the disk is full')) };
    const stuck = await openProject({ shelf: full, claim: tab(), date });
    stuck.getState().change((project) => ({ ...project, name: 'Mine' }));
    await stuck.getState().readAgain();
    expect(stuck.getState()).toMatchObject({ project: { name: 'Mine' }, keeping: { kind: 'unread', message: 'the disk is full' } });
    expect(await shelf.read()).toEqual(wrong);
  });
});

it('reads a project of a file, or says what is wrong with it in a sentence', () => {
  expect(parseProject(JSON.parse(JSON.stringify(emptyProject)), 'x.json')).toEqual(emptyProject);
  expect(() => parseProject({ ...emptyProject, rewards: ['a', 'b', 'c', 'd'] }, 'x.json')).toThrow('x.json: field rewards');
  expect(() => parseProject({ ...emptyProject, rewards: ['a', 'a'] }, 'x.json')).toThrow('each reward once');
  expect(() => parseProject({ format: 'other' }, 'x.json')).toThrow('x.json: field format: expected "tiller-project/1", got "other"');
  const prompts = (list: string[]) => ({ ...emptyProject, prompts: { ...emptyProject.prompts, list } });
  expect(() => parseProject(prompts(['Why?', 'How?', 'Why?']), 'x.json')).toThrow('x.json: field prompts.list: expected each prompt once');
  expect(() => parseProject(prompts(['Why?', ' ']), 'x.json')).toThrow('none empty');
  expect(isUntouched(emptyProject)).toBe(true);
  expect(isUntouched({ ...emptyProject, rewards: ['cheer'] })).toBe(false);
});

it('of a project from elsewhere every reward must be known', () => {
  const shipped = new Set(['brevity']);
  const own = { kind: 'form', form: 'ends-with', ending: '!', wish: 'more', label: 'Loud', id: 'own-loud' } as const;
  const project = { ...emptyProject, definitions: [own], rewards: ['own-loud', 'brevity'] };
  expect(() => checkRewards(project, shipped, 'x.json')).not.toThrow();
  expect(() => parseProject({ ...project, definitions: [own, own] }, 'x.json')).toThrow('x.json: field definitions: expected each id once');
  expect(() => checkRewards({ ...project, rewards: ['brevity', 'closeness'] }, shipped, 'x.json')).toThrow(
    'x.json: field rewards: expected rewards of this site or definitions of the file, got "closeness"',
  );
});
