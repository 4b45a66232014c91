/** The engine in Chromium against PyTorch: the whole model on WASM, the cut model on software WebGPU. */
import { type BrowserContext, expect, test } from '@playwright/test';
import type { GpuRequest } from './parity-page.ts';
import { servePage } from './serve-page.ts';

const TOLERANCE = 1e-3;
/** Activations of 14 bits. */
const INTEGERS_TOLERANCE = 6e-2;

let site: Awaited<ReturnType<typeof servePage>>;
test.beforeAll(async () => {
  site = await servePage();
});
test.afterAll(() => site.close());

for (const [network, tolerance, wanted] of [
  ['floats', TOLERANCE, 2],
  // The kernels' first thread waits for the others, which a page may not; any number of threads gives the same bits.
  ['integers', INTEGERS_TOLERANCE, 1],
] as const) {
  test(`the whole model on WASM, in ${network}, has the logits and the greedy tokens of PyTorch`, async ({ page }) => {
    test.setTimeout(600_000);
    await page.goto(site.url);
    const { threads, worst, greedy, expected } = await page.evaluate(([count, which]) => window.parity.cpu(count, which), [
      wanted,
      network,
    ] as const);
    expect(threads).toBe(wanted);
    expect(Object.keys(worst)).toEqual(['base', 'attention', 'all', 'head']);
    for (const difference of Object.values(worst)) expect(difference).toBeLessThan(tolerance);
    expect(greedy).toEqual(expected);
  });
}

const FORMAT = { weights: 'blocks8', precision: 'f32', subgroups: false } as const;
const REQUESTS: readonly GpuRequest[] = [
  {
    ...FORMAT,
    bank: 'attention',
    batches: [
      [8, 1],
      [8, 11],
      [80, 1],
      [80, 11],
    ],
  },
  { ...FORMAT, bank: 'all', batches: [[8, 1]] },
  { ...FORMAT, bank: 'head', batches: [[8, 1]] },
];

for (const request of REQUESTS) {
  test(`a bank on ${request.bank} agrees with PyTorch on WebGPU`, async ({ context }) => {
    // Software shaders take tens of milliseconds a dispatch, and each kind of batch compiles its own.
    test.setTimeout(900_000);
    const { batches } = await measured(context, request);
    expect(batches.map(({ rows }) => rows)).toEqual(request.batches.map(([, rows]) => rows));
    for (const { worst } of batches) expect(worst).toBeLessThan(TOLERANCE);
  });
}

/** A browser whose software WebGPU takes the tab down (seen once) is asked again in a new one; a wrong number is not. */
async function measured(context: BrowserContext, request: GpuRequest, triesLeft = 1) {
  const page = await context.newPage();
  try {
    await page.goto(site.url);
    return await page.evaluate((wanted) => window.parity.gpu(wanted), request);
  } catch (error) {
    if (triesLeft === 0 || !String(error).includes('Target crashed')) throw error;
    console.warn(`the tab crashed on a bank on ${request.bank}: asked again`);
    return measured(context, request, triesLeft - 1);
  }
}
