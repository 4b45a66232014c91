import { parseFile } from '../../../src/lm/parse-file.ts';
import { parseJson } from '../../../src/packs/pack-files.ts';
import { createOwnReward, type OwnReward } from '../../../src/rewards/own/create.ts';
import { DefinitionsSchema, isTextDefinition, type TextDefinition } from '../../../src/rewards/own/definition.ts';
import { openSandbox } from '../../../src/rewards/own/sandbox.ts';
import { cases } from '../../../src/rewards/own/testing/cases.ts';
import { createRewards } from '../../../src/rewards/registry.ts';
import { loadLexicon } from '../../lexicon.ts';
import { readInterpreter, readOwnParts } from '../../own-parts.ts';
import { mutateJson } from '../mutate-json.ts';
import { below, complaints, pick, type Target } from '../trial.ts';

const all: TextDefinition[] = [
  ...Object.values(cases),
  { ...cases.words, id: 'own-paired', twin: { ...cases.code, id: 'own-paired-twin' } },
];
const catalog = createRewards(loadLexicon());
const parts = await readOwnParts(all);
const sandbox = await openSandbox(await readInterpreter());
const TEXTS = ['', 'A bright, sunny harbor? Red and blue.\n- One\n1. Two. Good luck!', '\ud800\u0000🙂 你好。', 'a'.repeat(3000)];

/** Sentences that a definition is refused by name its label; in a pack they come after the file's name. */
function created(definition: TextDefinition): OwnReward {
  try {
    return createOwnReward(definition, catalog, parts);
  } catch (error) {
    const named = error instanceof Error && error.constructor === Error && error.message.startsWith(`${definition.label}: `);
    throw named ? new Error(`pack.json: ${error.message}`) : error;
  }
}

function senseless(reward: OwnReward): string[] {
  const scorers = [reward, reward.twin];
  const answers = TEXTS.map((text) => ({ prompt: 'Describe a harbor.', text, finished: true }));
  const scores = scorers.flatMap((scorer) =>
    answers.map((answer) => ({ score: scorer.score(answer), range: scorer.range, scorer, answer })),
  );
  return complaints({
    'a score outside of its range': !scores.every(({ score, range: [low, high] }) => score >= low && score <= high),
    'another score the second time': scores.some(({ score, scorer, answer }) => scorer.score({ ...answer }) !== score),
    'a formula of several lines': scorers.some(({ formula }) => formula.includes('\n')),
    'a twin of the same id': reward.twin.id === reward.id,
    'a prototype that was changed': 'polluted' in {},
  });
}

/** Definitions of rewards, as a pack has them: built, and asked for scores, where they are accepted. */
export const definitions: Target = {
  kind: 'definitions',
  file: 'pack.json',
  make(next) {
    const { text, what } = mutateJson(all, next);
    return {
      what,
      run: () => {
        const data = parseJson(new TextEncoder().encode(text), 'pack.json');
        const accepted = parseFile(DefinitionsSchema, data, 'pack.json').filter(isTextDefinition);
        return accepted.map(created).flatMap(senseless);
      },
    };
  },
};

const PIECES = [
  ...[
    'const a = [];',
    'let a = answer;',
    'a = a + a;',
    'a.push(a);',
    'a.length = 4e9;',
    'a.sort();',
    'a = [a, a];',
    'a = { a };',
    'a = new Set(a);',
  ],
  ...['for (;;) {', 'for (let i = 0; i < 1e6; i++) {', 'try {', '} catch {', '}', '} finally { return 2 }', 'while (a) {', 'if (a) {'],
  ...[
    'return 1;',
    'return a;',
    'return a.length;',
    'return NaN;',
    'return -0;',
    'return Infinity;',
    'return score(prompt, answer);',
    'return 2n ** 64n;',
  ],
  ...[
    'throw a;',
    'throw new Error(answer);',
    'throw { get stack() { throw 1 } };',
    'a = a.repeat(1e6);',
    'JSON.stringify(a);',
    'a = JSON.parse(answer);',
  ],
  ...[
    'a = /(a+)+$/.test(answer);',
    'a = a.replace(/./gu, "$&$&");',
    'a = answer.split("").reverse();',
    'import("x");',
    'async () => await a;',
  ],
  ...[
    'Object.prototype.x = 1;',
    'globalThis.score = 3;',
    'Array.prototype.push = null;',
    'delete globalThis.JSON;',
    'Object.freeze(globalThis);',
  ],
  ...[
    'a = () => a();',
    'a();',
    'a = function* () { yield* a() };',
    'a = [...a()];',
    'new Array(-1);',
    '"use strict";',
    'with (a) {',
    'new.target;',
    'fetch(a);',
  ],
];

/** Programs of pieces that work against the interpreter: a number or a sentence comes of each, and nothing of it is left for the next. */
export const code: Target = {
  kind: 'code',
  make(next) {
    const lines = Array.from({ length: 1 + below(6, next) }, () => pick(PIECES, next));
    const source = `function score(prompt, answer) {\n${lines.join('\n')}\n}`;
    const closed = `${source}${'}'.repeat(Math.max(0, source.split('{').length - source.split('}').length))}`;
    return {
      what: lines.join(' '),
      run: () => {
        const outcome = sandbox.call(closed, 'Why?', 'So it is.', true);
        const after = sandbox.call('function score(p, a) { return a.length + JSON.stringify([].concat(a)).length }', '', 'abc', true);
        return complaints({
          'neither a number nor a sentence': 'fault' in outcome ? !/^[^\n]{4,400}$/.test(outcome.fault) : Number.isNaN(outcome.value),
          'something that is left of it': !('value' in after && after.value === 10),
          'a prototype that was changed': 'x' in {},
        });
      },
    };
  },
};
