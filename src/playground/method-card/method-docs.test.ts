import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { methods } from '../../methods/registry.ts';
import { methodPage } from './method-docs.ts';

it("finds the page of every method but the base, and a policy's own page where it has one", () => {
  for (const { id } of methods) {
    const page = methodPage({ id: 'any', method: id });
    if (id === 'base') expect(page).toBeUndefined();
    else expect(existsSync(new URL(`../../../${page?.replace(/^\//, '')}`, import.meta.url)), `page of ${id}: ${page}`).toBe(true);
  }
  expect(methodPage({ id: 'modpo', method: 'trained-at' })).toContain('modpo.md');
  expect(methodPage({ id: 'alol', method: 'trained-at' })).toContain('a-lol.md');
  expect(methodPage({ id: 'gold', method: 'trained-at' })).toContain('trained-at.md');
});

it('has a note for every method, with a formula that katex can set', async () => {
  const { default: katex } = await import('katex');
  for (const { card } of methods) {
    expect(card.mixed).toMatch(/\.$/);
    expect(() => katex.renderToString(card.tex, { throwOnError: true, displayMode: true })).not.toThrow();
  }
});
