import { describe, expect, it, vi } from 'vitest';
import { EngineError } from '../../lm/errors.ts';
import { memoryRunShelf, spread } from './run-shelf.ts';
import type { TabClaim } from './tab-claim.ts';
import { inputs, onPolicyRecipe, planOf, runsPage } from './testing/runs-page.ts';

const losses = (log: readonly { readonly loss: number }[]) => log.map(({ loss }) => loss);

/** A run that nobody stops. */
async function whole(plan = planOf()) {
  const page = runsPage();
  const id = await page.store.getState().start(plan, inputs);
  await page.rest();
  return { ...page, id, done: page.run(id) };
}

describe('a run', () => {
  it('takes its steps, tells them, and ends with a checkpoint that holds its adapters', async () => {
    const { done, shelf, id, announced } = await whole();
    expect(done).toMatchObject({ status: 'done', step: 12, steps: 12, checkpoints: [12], commit: 'c0ffee', base: { name: 'bowl' } });
    expect(done.log.map(({ step, stage }) => `${stage} ${step}`)).toEqual(Array.from({ length: 12 }, (_, i) => `offline ${i}`));
    expect(done.log[0]?.rewards).toMatchObject({ brevity: expect.any(Number), richness: expect.any(Number), guard: 0 });
    expect(done.log.at(-1)?.loss).toBeLessThan(done.log[0]?.loss as number);
    const last = await shelf.checkpoint(id, 12);
    expect(last?.adapters.map((slot) => slot.id)).toEqual(['clp-shared', 'clp-brevity', 'clp-richness']);
    expect(await shelf.list()).toEqual([done]);
    expect(announced).toEqual(['The front after step 12 of 12 is drawn.', 'The run is done after 12 steps.']);
  });

  it('looks at corners and centre: at the start at the base, each so many steps, and at the end', async () => {
    const { done, engine } = await whole(planOf({}, { every: 5, prompts: 1 }));
    expect(done.looks.map(({ step }) => step)).toEqual([0, 5, 10, 12]);
    for (const { points } of done.looks)
      expect(points.map(({ weights }) => weights)).toEqual([
        [1, 0],
        [0, 1],
        [0.5, 0.5],
      ]);
    expect(engine.calls.map(({ groups }) => groups.length)).toEqual([1, 3, 3, 3]);
    expect(engine.calls[1]?.groups.map(({ steering }) => steering.rows[0]?.coefficients)).toEqual([
      { 'clp-shared': 1, 'clp-brevity': 1, 'clp-richness': 0 },
      { 'clp-shared': 1, 'clp-brevity': 0, 'clp-richness': 1 },
      { 'clp-shared': 1, 'clp-brevity': 0.5, 'clp-richness': 0.5 },
    ]);
    expect(done.looks[0]?.points[0]).toMatchObject({ rewards: { guard: 0 }, kl: 0, texts: [{ prompt: 'What is rain?' }] });
  });

  it('goes on where a look cannot be had, and says so', async () => {
    const page = runsPage({ change: { ready: async () => Promise.reject(new EngineError('network', 'no network')) } });
    const id = await page.store.getState().start(planOf({}, { every: 12, prompts: 1 }), inputs);
    await page.rest();
    expect(page.run(id)).toMatchObject({ status: 'done', looks: [] });
    expect(page.notices).toEqual([0, 12].map((step) => `The look after step ${step} could not be had: no network. Training goes on.`));
  });
});

it('a look at which a reward gives no number is none, and is said', async () => {
  const scoring = { score: async (_: unknown, texts: readonly unknown[]) => texts.map(() => ({ brevity: 1, guard: 0 })) };
  const page = runsPage({ change: { scoring } });
  const id = await page.store.getState().start(planOf({}, { every: 12, prompts: 1 }), inputs);
  await page.rest();
  expect(page.run(id)).toMatchObject({ status: 'done', looks: [] });
  expect(page.notices[0]).toBe(
    'The look after step 0 could not be had: richness gave no number for an answer, expected a finite one. Training goes on.',
  );
});

describe('a pause', () => {
  it.each(['in the same page', 'after a reload'])('goes on %s with the losses of a run that was never stopped', async (how) => {
    const { done } = await whole();
    const shelf = memoryRunShelf();
    const first = runsPage({ shelf });
    const id = await first.store.getState().start(planOf(), inputs);
    await first.atStep(5);
    await first.store.getState().pause();
    expect(first.run(id)).toMatchObject({ status: 'paused', failure: undefined });
    expect(first.run(id).step).toBeGreaterThanOrEqual(5);
    expect(first.run(id).step).toBeLessThan(12);
    const second = how === 'after a reload' ? runsPage({ shelf }) : first;
    // What was kept is read before anything is asked.
    await Promise.resolve(new Promise((resolve) => setImmediate(resolve)));
    await second.store.getState().goOn(id);
    await second.rest();
    expect(second.run(id).status).toBe('done');
    expect(losses(second.run(id).log)).toEqual(losses(done.log));
    expect((await shelf.checkpoint(id, 12))?.adapters).toHaveLength(3);
  });

  it('loses at most what came since the last minute where the page is gone without a word', async () => {
    const { done } = await whole();
    const shelf = memoryRunShelf();
    // Each look at the clock is 7 seconds: a checkpoint every few steps.
    const first = runsPage({ shelf, tickMs: 7000 });
    const id = await first.store.getState().start(planOf(), inputs);
    await first.atStep(11);
    const kept = structuredClone(await shelf.list());
    expect(kept[0]?.step).toBeGreaterThan(0);
    expect(kept[0]?.step).toBe(kept[0]?.log.length);
    await first.rest();
    const other = memoryRunShelf();
    const run = kept[0] as (typeof kept)[0];
    await other.begin(run, inputs);
    await other.keep(run, await shelf.checkpoint(id, run.step));
    const second = runsPage({ shelf: other });
    await new Promise((resolve) => setImmediate(resolve));
    await second.store.getState().goOn(id);
    await second.rest();
    expect(losses(second.run(id).log)).toEqual(losses(done.log));
  });

  it('of on-policy steps goes on alike, prices of KL with it', async () => {
    const plan = planOf(onPolicyRecipe(4, 3));
    const { done } = await whole(plan);
    expect(done.log.map(({ stage }) => stage)).toEqual([...Array(3).fill('offline'), ...Array(4).fill('on_policy')]);
    expect(done.log.at(-1)?.kl).toEqual(expect.any(Number));
    expect(done.cost.generatedTokens).toBeGreaterThan(0);
    const page = runsPage();
    const id = await page.store.getState().start(plan, inputs);
    await page.atStep(5);
    await page.store.getState().pause();
    expect(page.run(id).step).toBeLessThan(7);
    await page.store.getState().goOn(id);
    await page.rest();
    expect(losses(page.run(id).log)).toEqual(losses(done.log));
  });
});

describe('what goes wrong', () => {
  it('a step that comes to no number stops the run, which says at which step and stands at its last good checkpoint', async () => {
    // A token of the third prompt has no floor: the first step that draws it diverges.
    const page = runsPage({ bowl: { floor: (token) => (token === 34 ? Number.NaN : token / 100) }, tickMs: 7000 });
    const id = await page.store.getState().start(planOf(), inputs);
    await page.rest();
    const run = page.run(id);
    expect(run.status).toBe('failed');
    const [, step] =
      /^Step (\d+) came to a number that is none \(.*\)\. It stands at (its beginning|its checkpoint after step \d+)\.$/.exec(
        run.failure as string,
      ) ?? [];
    expect(Number(step)).toBeGreaterThan(run.step);
    expect(run.log).toHaveLength(run.step);
    expect(await page.shelf.list()).toEqual([run]);
  });

  it('a worker that is lost is told, and the run goes on from its checkpoint', async () => {
    const { done } = await whole();
    const page = runsPage({ tickMs: 7000 });
    const id = await page.store.getState().start(planOf(), inputs);
    await page.atStep(8);
    page.trainer.die();
    await page.rest();
    expect(page.run(id).status).toBe('paused');
    expect(page.run(id).failure).toMatch(
      /^After step \d+ the run stopped: the trainer's worker ended without a word\. It stands at its checkpoint after step \d+\.$/,
    );
    await page.store.getState().goOn(id);
    await page.rest();
    expect(page.run(id)).toMatchObject({ status: 'done', failure: undefined });
    expect(losses(page.run(id).log)).toEqual(losses(done.log));
  });

  it('a browser that keeps nothing costs no run', async () => {
    const full = () => Promise.reject(new DOMException('the quota has been exceeded', 'QuotaExceededError'));
    const page = runsPage({ shelf: { ...memoryRunShelf(), begin: full, keep: full } });
    const id = await page.store.getState().start(planOf(), inputs);
    await page.rest();
    expect(page.run(id)).toMatchObject({ status: 'done', step: 12 });
    expect(page.notices[0]).toBe('The run could not be kept: the quota has been exceeded. It goes on, and would be lost with this page.');
    // What was trained is there as long as the page is: it is measured and saved, and another run goes on from it.
    expect((await page.store.getState().checkpoint(id))?.adapters).toHaveLength(3);
    expect(await page.store.getState().inputs(id)).toEqual(inputs);
    const more = planOf().recipe;
    const fork = await page.store
      .getState()
      .fork(id, 12, () => ({ ...more, offline: { ...(more.offline as NonNullable<typeof more.offline>), steps: 14 } }));
    await page.store.getState().goOn(fork);
    await page.rest();
    expect(page.run(fork)).toMatchObject({ status: 'done', step: 14 });
    expect(page.run(id).status).toBe('done');
  });

  it('a full disk at a pause loses no step', async () => {
    const shelf = memoryRunShelf();
    const full = async () => Promise.reject(new DOMException('the quota has been exceeded', 'QuotaExceededError'));
    const page = runsPage({ shelf: { ...shelf, keep: full } });
    const id = await page.store.getState().start(planOf(), inputs);
    await page.atStep(5);
    await page.store.getState().pause();
    const { step } = page.run(id);
    expect(step).toBeGreaterThanOrEqual(5);
    await page.store.getState().goOn(id);
    await page.rest();
    expect(page.run(id)).toMatchObject({ status: 'done', step: 12, failure: undefined });
    expect(losses(page.run(id).log)).toEqual(losses((await whole()).done.log));
  });

  it('one run trains at a time, and in one tab', async () => {
    const page = runsPage();
    await page.store.getState().start(planOf(), inputs);
    await expect(page.store.getState().start(planOf(), inputs)).rejects.toThrow('A run is training already: pause it first.');
    await page.rest();
    const other = runsPage({ change: { claim: { mine: () => false, onChange: () => {}, inTurn: (work) => work() } } });
    await expect(other.store.getState().start(planOf(), inputs)).rejects.toThrow('Another tab has the workshop');
  });
});

describe('another tab', () => {
  /** As the browser's locks are, for all tabs. */
  function turns(): TabClaim['inTurn'] {
    let last: Promise<unknown> = Promise.resolve();
    return (work) => {
      const own = last.then(work);
      last = own.catch(() => {});
      return own;
    };
  }

  function claimed(mine: boolean, inTurn: TabClaim['inTurn']) {
    let listener = () => {};
    const claim: Pick<TabClaim, 'mine' | 'onChange' | 'inTurn'> = {
      inTurn,
      mine: () => mine,
      onChange: (one: () => void) => {
        listener = one;
      },
    };
    const set = (now: boolean) => {
      mine = now;
      listener();
    };
    return { claim, set };
  }

  it('that takes the workshop over finds the run where it was stopped, and trains it on as if it were its own', async () => {
    const { done } = await whole();
    const shelf = { ...memoryRunShelf(), lasts: true };
    const inTurn = turns();
    const [here, there] = [claimed(true, inTurn), claimed(false, inTurn)];
    const second = runsPage({ shelf, change: { claim: there.claim } });
    await new Promise((resolve) => setImmediate(resolve));
    const first = runsPage({ shelf, change: { claim: here.claim } });
    const id = await first.store.getState().start(planOf(), inputs);
    await first.atStep(5);
    here.set(false);
    there.set(true);
    // What was kept before the run rests is no state to go on from.
    await vi.waitUntil(() => (second.store.getState().runs[0]?.step ?? 0) > 0);
    await first.rest();
    expect(second.run(id).step).toBe(first.run(id).step);
    expect(first.notices).toEqual(['Another tab has the workshop now: the run that trained here rests, and goes on there.']);
    expect(first.run(id)).toMatchObject({ status: 'paused' });
    await expect(first.store.getState().goOn(id)).rejects.toThrow('Another tab has the workshop');
    await second.store.getState().goOn(id);
    expect(second.run(id).step).toBe(first.run(id).step);
    await second.rest();
    expect(second.run(id).status).toBe('done');
    expect(losses(second.run(id).log)).toEqual(losses(done.log));
  });
});

describe('a fork', () => {
  it('begins at a checkpoint of another run with other settings, and leaves that one as it is', async () => {
    const { store, done, id, run, rest } = await whole();
    const plan = planOf();
    const more = { ...plan.recipe, offline: { ...(plan.recipe.offline as NonNullable<typeof plan.recipe.offline>), steps: 15 } };
    const fork = await store.getState().fork(id, 12, () => more);
    expect(run(fork)).toMatchObject({ status: 'paused', step: 12, steps: 15, checkpoints: [12], plan: { from: { run: id, step: 12 } } });
    await store.getState().goOn(fork);
    await rest();
    expect(run(fork)).toMatchObject({ status: 'done', step: 15 });
    expect(losses(run(fork).log).slice(0, 12)).toEqual(losses(done.log));
    expect(run(id)).toEqual(done);
    await expect(store.getState().fork(id, 12, (recipe) => recipe)).rejects.toThrow(
      'The fork has 12 steps, expected more than the 12 that are taken.',
    );
  });

  it('of what is gone is refused in a sentence', async () => {
    const { store, id } = await whole();
    await expect(store.getState().fork(id, 7, (recipe) => recipe)).rejects.toThrow(
      'The checkpoint after step 7 is not in this browser any more.',
    );
    await store.getState().remove(id);
    await expect(store.getState().goOn(id)).rejects.toThrow('That run is not here any more.');
  });
});

it('of many checkpoints those stay that are spread best, the first and the newest among them', () => {
  expect(spread([1, 2, 3])).toEqual([1, 2, 3]);
  let kept: number[] = [];
  for (let step = 10; step <= 300; step += 10) kept = spread([...kept, step]);
  expect(kept).toHaveLength(6);
  expect([kept[0], kept.at(-1)]).toEqual([10, 300]);
  for (let i = 1; i < kept.length; i++) expect((kept[i] as number) - (kept[i - 1] as number)).toBeGreaterThanOrEqual(10);
});
