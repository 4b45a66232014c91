import { describe, expect, it } from 'vitest';
import { readPeft } from '../../../lm/adapters/peft.ts';
import { TINY } from '../../../lm/testing/tiny-llama.ts';
import type { OpenArgs, RowToTrain, StepArgs, TrainerEvent } from '../protocol.ts';
import { type BowlOptions, openBowl, PIECES } from '../testing/bowl.ts';
import { Gate } from './gate.ts';
import { createTrainer } from './trainer.ts';

const openArgs: OpenArgs = {
  manifestUrl: 'https://host.test/manifest.json',
  hooks: ['qkv', 'o'],
  slots: [
    { id: 'shared', rank: 1, slow: true },
    { id: 'brevity', rank: 2, slow: false },
  ],
  scale: 4,
  seed: 3,
  workload: { tokens: 100, longest: 20 },
  limit: 1e9,
  besides: 0,
};
const rows: RowToTrain[] = [
  { system: '', prompt: 'Tea?', answer: [12, 40, 3], coefficients: [1, 0.5] },
  { system: '', prompt: 'Tea?', answer: [70, 3], coefficients: [1, 1] },
];
const stepArgs: StepArgs = { rows, loss: { kind: 'likelihood' }, rate: 0.01, temperature: 0.8 };
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function setUp(options: BowlOptions = {}) {
  let ticks = 0;
  const now = () => ticks++;
  const gate = new Gate(turn, now);
  const trainer = createTrainer({ openGradients: (args) => openBowl(args, options), gate, now });
  const events: TrainerEvent[] = [];
  const context = (signal = new AbortController().signal) => ({
    signal,
    priority: 'interactive' as const,
    onEvent: (event: TrainerEvent) => void events.push(event),
  });
  const open = async (change: Partial<OpenArgs> = {}) => {
    const opened = await trainer.open({ ...openArgs, ...change }, context());
    await trainer['begin-stage']({ slowFactor: 0.3 }, context());
    return opened;
  };
  const step = (change: Partial<StepArgs> = {}) => trainer.step({ ...stepArgs, ...change }, context());
  return { trainer, gate, events, context, open, step };
}

describe('steps', () => {
  it('make the loss smaller, the same ones with the same seed', async () => {
    const run = async () => {
      const { open, step } = setUp();
      const { parameters } = await open();
      const losses: number[] = [];
      for (let i = 0; i < 8; i++) losses.push((await step()).loss);
      return { parameters, losses };
    };
    const { parameters, losses } = await run();
    expect(parameters).toBe(2 * 3 * (64 + 128 + 64 + 64));
    for (let i = 1; i < losses.length; i++) expect(losses[i]).toBeLessThan(losses[i - 1] as number);
    expect((await run()).losses).toEqual(losses);
  });

  it('say what they took: the steps so far, log-probabilities of every token, tokens', async () => {
    const { open, step, trainer, context } = setUp();
    await open();
    const before = await trainer['log-probabilities']({ rows, temperature: 0.8 }, context());
    const { step: count, logp, tokens, computed } = await step();
    expect({ count, tokens, computed, logp }).toEqual({ count: 1, tokens: 5, computed: 13, logp: before });
    expect((await step()).step).toBe(2);
  });

  it('move a slow slot at its share of the rate', async () => {
    const { open, step, trainer, context } = setUp();
    const moved = async () => {
      const slots = await trainer.adapters({}, context());
      return slots.map(({ config, tensors, id }) => {
        const b = readPeft({ config: JSON.parse(config), tensors }, TINY, id).get('layers.0.o_proj')?.b as Float32Array;
        return Math.max(...b.map(Math.abs));
      });
    };
    await open();
    expect(await moved()).toEqual([0, 0]);
    await step();
    const [slow, fast] = (await moved()) as [number, number];
    // AdamW's first step is the rate itself, whatever the gradient; in half precision.
    expect(fast).toBeCloseTo(0.01, 5);
    expect(slow).toBeCloseTo(0.003, 5);
  });

  it('that come to no number change nothing and are told by their step', async () => {
    const { open, step, trainer, context } = setUp({ floor: (token) => (token === 7 ? Number.NaN : 0.1) });
    await open();
    await step();
    const before = await trainer.checkpoint({}, context());
    const bad = [{ ...(rows[0] as RowToTrain), answer: [7] }];
    await expect(step({ rows: bad })).rejects.toMatchObject({
      code: 'diverged',
      message: expect.stringContaining('step 1: the loss is NaN'),
    });
    expect(await trainer.checkpoint({}, context())).toEqual(before);
  });

  it('are one at a time, and refused where nothing is open or rows do not fit', async () => {
    const { open, step } = setUp();
    await expect(step()).rejects.toThrow('no policy is open: call open first');
    await open();
    const first = step();
    await expect(step()).rejects.toThrow('the trainer is at work: wait for the call before');
    await first;
    await expect(step({ rows: [] })).rejects.toThrow('a step of no rows: expected one at least');
    await expect(step({ rows: [{ ...(rows[0] as RowToTrain), coefficients: [1] }] })).rejects.toThrow(
      '1 coefficients, expected one for each of 2 slots',
    );
  });
});

it('a checkpoint taken up elsewhere goes on with the same losses as if it had never stopped', async () => {
  const whole = setUp();
  await whole.open();
  const losses: number[] = [];
  let bytes = new Uint8Array();
  for (let i = 0; i < 6; i++) {
    if (i === 3) bytes = await whole.trainer.checkpoint({}, whole.context());
    losses.push((await whole.step()).loss);
  }
  const other = setUp();
  await other.open({ seed: 99 });
  expect(await other.trainer.restore({ bytes }, other.context())).toEqual({ step: 3 });
  const rest: number[] = [];
  for (let i = 3; i < 6; i++) rest.push((await other.step()).loss);
  expect(rest).toEqual(losses.slice(3));
});

it('a new stage begins a fresh optimiser over the same matrices', async () => {
  const { open, step, trainer, context } = setUp();
  await open();
  for (let i = 0; i < 3; i++) await step();
  const before = await trainer['log-probabilities']({ rows, temperature: 0.8 }, context());
  await trainer['begin-stage']({ slowFactor: 0.2 }, context());
  expect(await trainer['log-probabilities']({ rows, temperature: 0.8 }, context())).toEqual(before);
  expect((await step()).step).toBe(1);
});

describe('giving way', () => {
  it('stands at the next piece while another is busy, and goes on where it stood', async () => {
    const { open, step, trainer, context, events } = setUp();
    await open();
    await trainer['give-way']({ busy: true }, context());
    let done = false;
    const stepping = step().finally(() => {
      done = true;
    });
    for (let i = 0; i < 20; i++) await turn();
    expect(done).toBe(false);
    expect(events).toEqual([{ type: 'piece-done', done: 0, total: PIECES }]);
    await trainer['give-way']({ busy: false }, context());
    await stepping;
    expect(events).toHaveLength(PIECES);
  });

  it.each(['aborted', 'interrupted'])('does not keep a step waiting that is %s, which changes nothing', async (how) => {
    const { open, trainer, context } = setUp();
    await open();
    const before = await trainer.checkpoint({}, context());
    const controller = new AbortController();
    await trainer['give-way']({ busy: true }, context());
    const stepping = trainer.step(stepArgs, context(controller.signal));
    await turn();
    if (how === 'aborted') controller.abort();
    else await trainer.interrupt({}, context());
    await expect(stepping).rejects.toMatchObject({ name: 'AbortError' });
    expect(await trainer.checkpoint({}, context())).toEqual(before);
  });
});
