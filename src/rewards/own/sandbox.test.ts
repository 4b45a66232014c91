import { beforeAll, describe, expect, it, test } from 'vitest';
import { readInterpreter } from '../../../scripts/own-parts.ts';
import { openSandbox, type Sandbox } from './sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox(await readInterpreter());
});

const call = (source: string, answer = 'A calm harbor.', prompt = 'Describe a harbor.', finished = true) =>
  sandbox.call(source, prompt, answer, finished);
const body = (lines: string) => `function score(prompt, answer, finished) {\n${lines}\n}`;

describe('a program', () => {
  it('sees the prompt, the answer and whether it ended', () => {
    expect(call(body('return prompt.length + answer.split(" ").length / 10 + (finished ? 100 : 0)'))).toEqual({ value: 118.3 });
    expect(call('const score = (prompt, answer, finished) => (finished ? 1 : 2)', '', '', false)).toEqual({ value: 2 });
    expect(call(body('return [...answer].length'), 'né 🙂\u0000x')).toEqual({ value: 6 });
  });

  it('has the text functions of the language', () => {
    const source = body(`
      const words = answer.toLowerCase().match(/\\p{L}+/gu) ?? [];
      const counts = new Map();
      for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
      return JSON.parse(JSON.stringify(Math.max(...counts.values())));`);
    expect(call(source, 'The sea, the sky, THE end. 🙂')).toEqual({ value: 3 });
  });

  it('keeps nothing from one answer to the next, so that a score depends on the answer alone', () => {
    const source = `let n = 0; ${body('globalThis.seen = (globalThis.seen ?? 0) + 1; Array.prototype.seen = 1; return n++ + globalThis.seen')}`;
    expect([1, 2, 3].map(() => call(source))).toEqual([{ value: 1 }, { value: 1 }, { value: 1 }]);
  });

  it('leaves this realm alone', () => {
    const before = Object.keys(globalThis).length;
    call(body('globalThis.leak = 1; Object.prototype.leak = 1; this.constructor.constructor("leak = 2"); return 1'));
    expect(Object.keys(globalThis).length).toBe(before);
    expect(({} as { leak?: unknown }).leak).toBeUndefined();
  });
});

describe('a program that goes wrong gets a sentence', () => {
  test.each<[string, string, string]>([
    ['loops for ever', 'for (;;) {}', 'from line 1: does not end within a million steps'],
    ['loops for ever and catches that', 'for (;;) { try { for (;;) {} } catch {} }', 'from line 1: does not end within a million steps'],
    ['calls itself for ever', 'return score(prompt, answer)', 'line 2: calls itself too deeply'],
    ['matches for ever', 'return /^(a+)+$/.test("a".repeat(40) + "b") ? 1 : 0', 'from line 2: does not end within a million steps'],
    ['takes all memory piece by piece', 'const a = []; for (;;) a.push("x".repeat(1000) + a.length)', 'line 2: '],
    [
      'takes all memory in larger pieces',
      'const a = []; for (;;) a.push(new Array(100000).fill(a.length))',
      'line 2: takes more memory than there is (32 MB)',
    ],
    ['takes all memory at once', 'return "x".repeat(2 ** 29).length', 'line 2: takes more memory than there is (32 MB)'],
    ['doubles a string', 'let s = "x"; for (;;) s += s', 'line 2: takes more memory than there is (32 MB)'],
    ['throws', '\nthrow new RangeError("no harbor here")', 'line 3: no harbor here'],
    ['throws a text', 'throw "bad"', 'threw "bad"'],
    ['throws an object that fights back', 'throw { get message() { for (;;) {} }, get stack() { throw 1 } }', ''],
    ['throws nothing', 'throw undefined', 'threw "undefined"'],
    ['reads of nothing', 'const a = {};\nreturn a.b.c', "line 3: cannot read property 'c' of undefined"],
    ['returns NaN', 'return 0 / 0', 'score returned NaN, expected a number'],
    ['returns nothing', '', 'score returned nothing, expected a number'],
    ['returns a text', 'return "1"', 'score returned a string, expected a number'],
    ['returns an object', 'return { valueOf: () => 1 }', 'score returned an object, expected a number'],
    [
      'fetches',
      'fetch("/"); return 1',
      'line 2: fetch is not here: the code of a reward sees prompt and answer, and has no network, page or clock',
    ],
    [
      'asks for the time',
      'return Date.now()',
      'line 2: Date is not here: the code of a reward sees prompt and answer, and has no network, page or clock',
    ],
    [
      'waits',
      'setTimeout(() => {}, 1); return 1',
      'line 2: setTimeout is not here: the code of a reward sees prompt and answer, and has no network, page or clock',
    ],
    ...['WebSocket', 'indexedDB', 'importScripts', 'Worker', 'EventSource', 'caches', 'crypto', 'postMessage', 'WebAssembly'].map(
      (name): [string, string, string] => [
        `reaches for ${name}`,
        `return ${name}("x")`,
        `line 2: ${name} is not here: the code of a reward`,
      ],
    ),
    ['returns a promise', 'return Promise.resolve(1)', 'score returned an object, expected a number'],
    ['casts dice', 'return Math.random()', 'line 2: Math.random is not here: the same answer must have the same score'],
    ['imports', 'return import("fs")', 'score returned an object, expected a number'],
    [
      'waits for itself',
      'const later = async () => { await later(); }; later(); return later',
      'score returned a function, expected a number',
    ],
  ])('%s', (_, lines, sentence) => {
    const outcome = call(body(lines));
    expect(outcome).toMatchObject({ fault: expect.stringContaining(sentence) });
    expect('fault' in outcome && outcome.fault.length).toBeGreaterThan(4);
    // The next call is as if nothing had been.
    expect(call(body('return 7'))).toEqual({ value: 7 });
  });

  // The interpreter asks after every ten thousand steps of a program whether to go on; inside of these it does not.
  test.each<[string, string]>([
    ['a search through four billion holes', 'const a = []; a.length = 4e9; return a.indexOf(1)'],
    ['a search through what is no array', 'return Array.prototype.lastIndexOf.call({ length: 2 ** 53 - 1 }, 1)'],
    ['a set of holes', 'const a = []; a.length = 4e9; return new Set(a).size'],
    ['a long needle in a long haystack', 'return "a".repeat(4e6).indexOf("a".repeat(2e6) + "b")'],
    ['a long number', 'let n = 3n; for (let i = 0; i < 25; i++) n *= n; return Number(n % 7n)'],
    ['a sort of equal texts', 'const t = "a".repeat(3e6); return Array.from({ length: 3e4 }, (_, i) => t + i).sort().length'],
  ])('%s ends', (_, lines) => {
    const outcome = call(body(lines));
    expect(outcome).toMatchObject({ fault: expect.any(String) });
    expect(call(body('return 7'))).toEqual({ value: 7 });
  });

  test.each<[string, string, string]>([
    ['is no JavaScript', 'function score() {\n  return 1 +\n}', 'line 3: '],
    ['has no score', 'const other = 1', 'expected a function score(prompt, answer), got none'],
    ['has a number for it', 'const score = 3', 'expected score to be a function, got a number'],
    ['loops outside of it', 'while (true) {}\nfunction score() { return 1 }', 'from line 1: does not end within a million steps'],
    ['throws outside of it', '\nnull.x', "line 2: cannot read property 'x' of null"],
  ])('%s, when it is read', (_, source, sentence) => {
    expect(() => sandbox.check(source)).toThrow(sentence);
  });

  it('gives the same sentence every time: steps are counted, not seconds', () => {
    const source = body('let n = 0; for (;;) n += answer.length');
    expect(new Set([1, 2, 3].map(() => JSON.stringify(call(source)))).size).toBe(1);
  });
});
