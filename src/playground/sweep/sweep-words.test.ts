import { describe, expect, it } from 'vitest';
import { type SweepProgress, sweepSentence, timeLeft } from './sweep-words.ts';

describe('timeLeft', () => {
  it('is as exact as a forecast can be', () => {
    expect([undefined, Number.NaN, 0, 44, 60, 95, 600, 3300, 3500, 5300, 40_000].map(timeLeft)).toEqual([
      '',
      '',
      'less than a minute left',
      'less than a minute left',
      'about a minute left',
      'about 2 minutes left',
      'about 10 minutes left',
      'about 55 minutes left',
      'about an hour left',
      'about 1.5 hours left',
      'about 11 hours left',
    ]);
  });
});

describe('sweepSentence', () => {
  it('says that a sweep starts and its quarters once each, whatever the steps in which texts come', () => {
    for (const steps of [1, 3, 7]) {
      let before: SweepProgress = { status: 'none', done: 0, total: 0 };
      const said: string[] = [];
      const go = (now: SweepProgress) => {
        const sentence = sweepSentence(before, now);
        if (sentence) said.push(sentence);
        before = now;
      };
      go({ status: 'running', done: 0, total: 0 });
      for (let done = 0; done < 40; done += steps) go({ status: 'running', done, total: 40 });
      go({ status: 'running', done: 40, total: 40 });
      go({ status: 'done', done: 40, total: 40 });
      expect(said).toEqual([
        'The sweep starts: 40 texts.',
        'A quarter of the sweep is done.',
        'Half of the sweep is done.',
        'Three quarters of the sweep are done.',
      ]);
    }
  });

  it('says that a sweep was stopped and goes on, and nothing of one that was opened or closed', () => {
    const running: SweepProgress = { status: 'running', done: 5, total: 20 };
    const stopped: SweepProgress = { ...running, status: 'stopped' };
    const none: SweepProgress = { status: 'none', done: 0, total: 0 };
    expect(sweepSentence(running, stopped)).toBe('The sweep was stopped at 5 of 20 texts.');
    expect(sweepSentence(stopped, running)).toBe('The sweep goes on at 5 of 20 texts.');
    expect(sweepSentence({ ...none, status: 'running' }, running)).toBe('The sweep goes on at 5 of 20 texts.');
    expect(sweepSentence(none, stopped)).toBeUndefined();
    expect(sweepSentence(running, none)).toBeUndefined();
  });
});
