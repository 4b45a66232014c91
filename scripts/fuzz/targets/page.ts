import { createProgressStore } from '../../../src/course/progress-store.ts';
import { parseJson } from '../../../src/packs/pack-files.ts';
import { parseRun } from '../../../src/playground/state/run-record.ts';
import { packOfHash, parseUrl } from '../../../src/playground/state/url-state.ts';
import { parseRoute } from '../../../src/site/route.ts';
import { mutateJson } from '../mutate-json.ts';
import { below, complaints, pick, type Target } from '../trial.ts';

const RIGHT: Readonly<Record<string, string>> = {
  v: '1',
  pack: 'voice',
  prompt: 'Why is the sky blue?',
  system: 'Answer briefly.',
  w: '0.2,0.3,0.5',
  panes: 'clp,dera:1.5,mod',
  x: 'brevity',
  y: 'cheer',
  show: 'clp',
  hide: 'rs',
  backend: 'auto',
  seed: '7',
  t: '0.7',
  k: '0',
  p: '1',
  minp: '0.1',
  rep: '1.2',
  n: '64',
};
const NASTY: readonly string[] = [
  ...[
    '',
    ' ',
    '0',
    '-1',
    '1e309',
    'NaN',
    'Infinity',
    '0x10',
    '__proto__',
    'constructor',
    '\u202eabc',
    '\ud800',
    '%',
    '%zz',
    '<img src=x>',
    '../..',
  ],
  ...[
    ',,,',
    '0,0,0',
    '-1,2,0',
    '1e308,1e308,1e308',
    'clp:NaN',
    'dera:1e99',
    'x'.repeat(20_000),
    Array(3000).fill('q').join(),
    '😀'.repeat(3000),
  ],
];
const CONTEXT = {
  rewards: ['brevity', 'richness', 'cheer'],
  axes: ['brevity', 'richness', 'cheer', 'kl'],
  policies: (['clp', 'rs', 'mod', 'dera', 'base'] as const).map((id) => ({ id, method: id })),
};

/** Addresses. They are never refused: what is wrong in them is left out, in few words. */
export const address: Target = {
  kind: 'url',
  make(next) {
    const parameters = new Map(Object.entries(RIGHT).filter(() => next() < 0.7));
    for (let changes = 1 + below(3, next); changes > 0; changes--) {
      const key = pick([...Object.keys(RIGHT), 'utm_source', '__proto__', ''], next);
      if (next() < 0.2) parameters.delete(key);
      else parameters.set(key, pick(NASTY, next));
    }
    const raw = next() < 0.3;
    const hash = `#${[...parameters].map(([key, value]) => (raw ? `${key}=${value}` : new URLSearchParams([[key, value]]).toString())).join('&')}`;
    return {
      what: hash.slice(0, 150),
      run: () => {
        parseRoute(hash);
        const chosen = packOfHash(hash, [{ id: 'voice' }, { id: 'dial' }]);
        const { state, notices } = parseUrl(hash, CONTEXT);
        const { weights, panes = [], prompt = '', system = '', seed = 0, temperature = 0, topK = 0, topP = 1, maxTokens = 1 } = state;
        const { minP = 0, repetitionPenalty = 1 } = state;
        const said = [...notices, ...(chosen.notice === undefined ? [] : [chosen.notice])];
        return complaints({
          'weights off the simplex': weights !== undefined && !(Math.abs(weights.reduce((sum, weight) => sum + weight, 0) - 1) < 1e-6),
          'a weight below 0': weights?.some((weight) => !(weight >= 0)) ?? false,
          'a number out of range': !(
            Number.isInteger(seed) &&
            seed >= 0 &&
            temperature >= 0 &&
            temperature < 100 &&
            topK >= 0 &&
            topP > 0 &&
            topP <= 1 &&
            minP >= 0 &&
            minP <= 1 &&
            repetitionPenalty >= 1 &&
            repetitionPenalty < 100 &&
            maxTokens > 0
          ),
          'a prompt that is too long': Math.max(prompt.length, system.length) > 20_000,
          'half an emoji': !/^\P{Surrogate}*$/u.test(prompt + system) && !hash.includes('\ud800'),
          'too many panes': panes.length > 12,
          'too many notices': said.length > 10,
          'a notice that is no sentence': said.some((notice) => notice.length > 700),
        });
      },
    };
  },
};

const PROGRESS = { reward: { step: 2, reached: true, done: [0, 1], answer: 1 }, front: { step: 0, reached: false, done: [] } };

/** The course's progress as the browser kept it. It is never refused either. */
export const progress: Target = {
  kind: 'progress',
  make(next) {
    const { text, what } = mutateJson(PROGRESS, next);
    return {
      what,
      run: () => {
        const { lessons } = createProgressStore({ getItem: () => text, setItem: () => undefined }).getState();
        const all = Object.values(lessons);
        const index = (value: number) => Number.isInteger(value) && value >= 0 && value < 1000;
        return complaints({
          'a step that is none': !all.every(({ step, done }) => index(step) && done.every(index)),
          'an answer that is none': !all.every(({ answer }) => answer === undefined || index(answer)),
          'a prototype that was changed': 'polluted' in {} || Object.getPrototypeOf(lessons)?.polluted !== undefined,
        });
      },
    };
  },
};

const RUN = {
  format: 'tiller-run/1',
  pack: 'voice',
  base: 'ab'.repeat(32),
  date: '2026-11-29T01:00:00.000Z',
  prompt: 'Why is the sky blue?',
  system: 'Answer briefly.',
  seed: 7,
  sampling: { temperature: 0.8, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1 },
  maxTokens: 64,
  weights: [0.2, 0.3, 0.5],
  panes: [
    {
      policy: 'dera',
      options: { lambda: 1.5 },
      turns: [{ role: 'user', text: 'Hello.' }],
      text: 'Because.',
      tokens: [1, 2, 3],
      stop: 'end',
      scores: { brevity: 1, guard: -0.1 },
      measuredAt: [0, 0, 1],
    },
  ],
};

/** A recorded run, as it is dropped on the page. */
export const run: Target = {
  kind: 'run',
  file: 'run.json',
  make(next) {
    const { text, what } = mutateJson(RUN, next);
    return {
      what,
      run: () => {
        const { seed, weights, sampling, panes, prompt, maxTokens } = parseRun(
          parseJson(new TextEncoder().encode(text), 'run.json'),
          'run.json',
        );
        return complaints({
          'a number that is not finite': ![seed, maxTokens, ...weights, ...Object.values(sampling)].every(Number.isFinite),
          'a score that is not finite': !panes.every(({ scores }) => Object.values(scores).every(Number.isFinite)),
          'a token that is no id': !panes.every(({ tokens }) => tokens.every((token) => Number.isSafeInteger(token) && token >= 0)),
          'too many panes': panes.length > 4 || panes.length === 0,
          'a prompt that is too long': prompt.length > 20_000,
          'a prototype that was changed': 'polluted' in {},
        });
      },
    };
  },
};
