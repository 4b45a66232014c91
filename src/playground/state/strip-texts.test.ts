import { expect, it } from 'vitest';
import { fixtureFront } from '../../packs/testing/fixture-pack.ts';
import { type Job, jobKey } from './job.ts';
import { comparedText, stripCell } from './strip-texts.ts';

const job: Job = {
  pane: 'clp',
  policy: 'clp',
  turns: [],
  prompt: 'What is a black hole?',
  system: '',
  seed: 1,
  sampling: { temperature: 0.8, topK: 0, topP: 1 },
  maxTokens: 64,
  steering: { rows: [{ coefficients: {} }], mixer: { kind: 'identity' } },
  weights: [0.5, 0.5, 0],
  options: {},
};
const score = () => ({ guard: -0.5 });
const none = { written: {}, sweep: { settings: undefined, texts: [] }, pack: { system: '' }, front: fixtureFront, score };
const cell = (text: string, growing = false) => ({ source: 'measured' as const, text, scores: {}, growing });

it('shows the sample of the very weighting, with the scores of its measurement and of its text', () => {
  const found = stripCell(job, none);
  const sample = fixtureFront.policies.find(({ id }) => id === 'clp')?.points.find(({ weights }) => weights.join() === '0.5,0.5,0')
    ?.samples[1];
  expect(found).toEqual({ source: 'measured', text: sample?.text, growing: false, scores: { ...sample?.rewards, guard: -0.5 } });
});

it('has no text where none was measured: between the points, for another prompt, under other options', () => {
  expect(stripCell({ ...job, weights: [0.4, 0.6, 0] }, none)).toBeUndefined();
  expect(stripCell({ ...job, prompt: 'Again.' }, none)).toBeUndefined();
  expect(stripCell({ ...job, options: { lambda: 2 } }, none)).toBeUndefined();
  expect(stripCell({ ...job, system: 'Be kind.' }, none)).toBeUndefined();
  expect(stripCell({ ...job, turns: [{ role: 'user', text: 'Hello.' }] }, none)).toBeUndefined();
  expect(stripCell(job, { ...none, front: undefined })).toBeUndefined();
});

it("takes the sweep's text of the same question, the one of the seed where there are several", () => {
  const settings = { pack: 'voice', policies: [], grid: 'few', prompts: [job.prompt], samples: 2, ...job } as const;
  const text = {
    key: 'a',
    series: 'clp',
    policy: 'clp',
    prompt: job.prompt,
    weights: job.weights,
    tokens: [1],
    stop: 'end',
    scores: { brevity: 0.5 },
  } as const;
  const texts = [
    { ...text, seed: 0, text: 'Of another seed.' },
    { ...text, seed: job.seed, text: 'Of this seed.' },
    { ...text, seed: 9, weights: [1, 0, 0], text: 'Elsewhere.' },
  ];
  expect(stripCell(job, { ...none, sweep: { settings, texts } })).toEqual({
    source: 'swept',
    text: 'Of this seed.',
    scores: { brevity: 0.5 },
    growing: false,
  });
  expect(stripCell({ ...job, seed: 4 }, { ...none, sweep: { settings, texts } })?.text).toBe('Of another seed.');
  const growing = { ...text, seed: 0, text: 'It gr', stop: undefined };
  expect(stripCell(job, { ...none, sweep: { settings, texts: [growing] } })?.source).toBe('measured');
});

it('takes no text of a sweep that was asked otherwise', () => {
  const settings = { pack: 'voice', policies: [], grid: 'few', prompts: [job.prompt], samples: 1, ...job } as const;
  const { prompt, weights, seed } = job;
  const text = { key: 'a', series: 'clp', policy: 'clp', prompt, weights, seed, tokens: [1], text: 'A', stop: 'end', scores: {} } as const;
  const of = (changes: Partial<Job>) =>
    stripCell({ ...job, ...changes }, { ...none, front: undefined, sweep: { settings, texts: [text] } });
  expect(of({})?.source).toBe('swept');
  expect(of({ sampling: { ...job.sampling, minP: 0, repetitionPenalty: 1 } })?.source).toBe('swept');
  expect(of({ sampling: { ...job.sampling, minP: 0.1 } })).toBeUndefined();
  expect(of({ sampling: { ...job.sampling, temperature: 0 } })).toBeUndefined();
  expect(of({ maxTokens: 8 })).toBeUndefined();
  expect(of({ system: 'Be kind.' })).toBeUndefined();
});

it('prefers what was written here', () => {
  const written = { [jobKey(job)]: { text: 'A', tokens: [1], status: 'writing', scores: {} } } as const;
  expect(stripCell(job, { ...none, written })).toEqual({ source: 'written', text: 'A', scores: {}, growing: true });
});

it('marks what changed from the neighbour, or says that the text is another one', () => {
  const one = cell('The rain has stopped and the leaves are wet.');
  expect(comparedText(cell('The rain has stopped and the moss is wet.'), one)).toMatchObject({ anew: false });
  expect(comparedText(cell('The rain has stopped and the moss is wet.'), one).parts.filter(({ changed }) => changed)).toHaveLength(1);
  expect(comparedText(cell('1. Moss\n2. Fern'), one)).toEqual({ parts: [{ text: '1. Moss\n2. Fern', changed: false }], anew: true });
  expect(comparedText(one, undefined)).toMatchObject({ anew: false, parts: [{ changed: false }] });
  expect(comparedText(cell('The', true), one).anew).toBe(false);
});
