import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createFakeEngine } from '../../engine/testing/fake-engine.ts';
import { parseFile } from '../../lm/parse-file.ts';
import type { GroupRequest } from '../../lm/requests.ts';
import { buildScoredFront } from '../../measure/scored-front.ts';
import { FrontSchema } from '../../packs/front.ts';
import { foreignFront } from '../../packs/front-complaint.ts';
import type { RewardInput } from '../../rewards/reward.ts';
import type { MeasuredAnswer, MeasuredAnswers } from './measured-answers.ts';
import { createMeasuring, type MeasureSubject } from './measuring.ts';
import { packOfRuns } from './pack-of-runs.ts';
import { testingClp, testingProject } from './testing/trained.ts';

/** The more weight on brevity, the fewer words; one in three answers has a word more. */
const words = ({ steering, seed }: Pick<GroupRequest, 'steering' | 'seed'>) => {
  const brevity = steering.rows[0]?.coefficients['clp-brevity'] ?? 0;
  return Array.from({ length: Math.round(8 - 6 * brevity) + Number(seed % 3 === 0) }, (_, i) => `word${i}`);
};
const brief = ({ text }: RewardInput) => 1 - text.split(' ').length / 10;
const score = async (inputs: readonly RewardInput[]) =>
  inputs.map((input) => ({ brevity: brief(input), 'brevity-twin': brief(input) / 2, richness: 0.5, guard: 1 }));

function memoryAnswers(): Pick<MeasuredAnswers, 'read' | 'write'> & { readonly kept: Map<string, MeasuredAnswer> } {
  const kept = new Map<string, MeasuredAnswer>();
  return {
    kept,
    read: async () => new Map(kept),
    async write(_, answers) {
      for (const answer of answers) kept.set(answer.key, answer);
    },
  };
}

const pack = packOfRuns(testingProject, [testingClp]);
const subject: MeasureSubject = {
  ...{ id: 'a run', name: 'Brevity and richness', runs: ['a-run@40'] },
  pack,
  prompts: testingProject.prompts,
  labels: ['Brevity', 'Richness'],
  slots: [],
  scorers: { twins: { brevity: 'brevity-twin', richness: undefined }, guard: 'guard', ranges: { brevity: [0, 1], richness: [0, 1] } },
  score,
};
const settings = { prompts: 4, samples: 2 };

describe('a measurement', () => {
  let answers: ReturnType<typeof memoryAnswers>;
  let engine: ReturnType<typeof createFakeEngine>;
  beforeEach(() => {
    answers = memoryAnswers();
    engine = createFakeEngine({ words, stepMs: 0, scores: () => ({ logRatio: 0.5, nll: 1.25 }) });
  });
  const create = () =>
    createMeasuring({
      ...{ engine, answers, commit: 'abc', info: () => (engine.status.state === 'ready' ? engine.status.info : undefined) },
      whenReady: async () => void (await engine.load({ manifestUrl: '', backend: 'auto' })),
      build: async (input) => buildScoredFront(input),
    });

  it('ends with a front of the pack as the evaluation builds it, base beside it', async () => {
    const measuring = create();
    await measuring.start(subject, settings);
    const { status, front, error, done, total } = measuring.store.getState();
    expect([status, error]).toEqual(['done', undefined]);
    // Base and two corners on two tuning prompts; base and 11 weightings on four held-out prompts, two samples each.
    expect([done, total]).toEqual([102, 102]);
    const read = parseFile(FrontSchema, front, 'front.json');
    expect(foreignFront(read, pack)).toBeUndefined();
    const [base, clp] = read.policies;
    expect(base?.points).toHaveLength(1);
    expect(clp?.points).toHaveLength(11);
    expect(clp?.points.map(({ weights }) => weights[0])).toContain(0.5);
    expect(clp?.indicators?.ends?.brevity?.mean).toBeCloseTo(0.6, 5);
    expect(clp?.points[0]).toMatchObject({ kl: { mean: 0.5 }, nll: { mean: 1.25 }, twins: { 'brevity-twin': expect.anything() } });
    expect(Object.keys(clp?.points[0]?.twins ?? {})).toEqual(['brevity-twin']);
    expect(read).toMatchObject({ commit: 'abc', seeds: [1, 2], prompts: testingProject.prompts.heldOut.slice(0, 4) });
    // Nothing moved richness: its utility goes over its range.
    expect(read.scale?.[1]).toEqual([0, 1]);
  });

  it('stops, and goes on in another visit from what is there', async () => {
    const first = create();
    const running = first.start(subject, settings);
    await new Promise<void>((resolve) => {
      const leave = first.store.subscribe(({ done }) => {
        if (done === 0) return;
        leave();
        first.stop();
        resolve();
      });
    });
    await running;
    expect(first.store.getState().status).toBe('stopped');
    const { size } = answers.kept;
    expect(size).toBeGreaterThan(0);
    expect(size).toBeLessThan(102);

    const again = create();
    await again.offer(subject, settings);
    expect(again.store.getState()).toMatchObject({ status: 'stopped', done: size, total: 102 });
    const before = engine.calls.length;
    await again.start(subject, settings);
    expect(again.store.getState().status).toBe('done');
    expect(engine.calls.slice(before).flatMap(({ groups }) => groups)).toHaveLength(102 - size);

    // All of it is there for a third visit, without a call.
    const third = create();
    const calls = engine.calls.length;
    await third.offer(subject, settings);
    expect(third.store.getState().status).toBe('done');
    expect(engine.calls).toHaveLength(calls);
    expect(third.store.getState().front).toEqual(again.store.getState().front);
  });

  it('with more samples asks for those alone', async () => {
    const measuring = create();
    await measuring.start(subject, { prompts: 4, samples: 1 });
    const before = engine.calls.length;
    await measuring.start(subject, settings);
    expect(engine.calls.slice(before).flatMap(({ groups }) => groups)).toHaveLength(48);
  });

  it('tells a reward that faults in its sentence, and keeps what was there', async () => {
    let asked = 0;
    const faulting: MeasureSubject = {
      ...subject,
      score: async (inputs) => {
        asked += 1;
        if (asked > 1) throw new Error('“Mine” failed in line 3: x is not defined.');
        return score(inputs);
      },
    };
    const measuring = create();
    await measuring.start(faulting, settings);
    expect(measuring.store.getState()).toMatchObject({ status: 'failed', error: '“Mine” failed in line 3: x is not defined.' });
    expect(answers.kept.size).toBeGreaterThan(0);
  });

  it('draws without timers, which hardly ring in a hidden page', async () => {
    engine = createFakeEngine({ words, stepMs: 1, scores: () => ({ logRatio: 0.5, nll: 1.25 }) });
    const { setTimeout: ring } = globalThis;
    const silent = ((task: () => void, ms?: number) => (ms ? ring(task, ms) : 0)) as typeof setTimeout;
    const spy = vi.spyOn(globalThis, 'setTimeout').mockImplementation(silent);
    const measuring = create();
    await measuring.start(subject, { prompts: 1, samples: 1 });
    spy.mockRestore();
    expect(measuring.store.getState()).toMatchObject({ status: 'done', live: expect.anything() });
  });

  it('goes on where the browser keeps nothing, and says so', async () => {
    const measuring = createMeasuring({
      ...{
        engine,
        commit: 'abc',
        info: () => undefined,
        whenReady: async () => void (await engine.load({ manifestUrl: '', backend: 'auto' })),
      },
      answers: { read: async () => new Map(), write: () => Promise.reject(new Error('The disk is full.')) },
      build: async (input) => buildScoredFront(input),
    });
    await measuring.start(subject, { prompts: 1, samples: 1 });
    expect(measuring.store.getState()).toMatchObject({ status: 'done', unkept: 'The disk is full.' });
  });
});
