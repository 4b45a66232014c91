import { expect, it } from 'vitest';
import { DEVELOPMENT_POLICY, FILE_POLICY, PAGE_POLICY, policyOf } from './headers.ts';

it('lets nothing of another origin in, no string become code or markup, and does not forbid frames', () => {
  expect(PAGE_POLICY).toBe(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; " +
      "font-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types default",
  );
});

it('leaves trusted types to pages, as the runtime starts its threads by itself, and inline code to development', () => {
  expect(PAGE_POLICY.startsWith(`${FILE_POLICY}; `)).toBe(true);
  expect([policyOf(''), policyOf('index.html')]).toEqual([PAGE_POLICY, PAGE_POLICY]);
  expect(policyOf('assets/entry-1.js')).toBe(FILE_POLICY);
  expect(FILE_POLICY).not.toContain('unsafe-inline');
  expect(DEVELOPMENT_POLICY).toContain("script-src 'self' 'wasm-unsafe-eval' 'unsafe-inline'; ");
});
