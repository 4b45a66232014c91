/** The cut model on software WebGPU against PyTorch: attention and bank, prompts of 8 and 80 tokens, one row and eleven. */
import { expect, test } from '@playwright/test';
import type { ParityRequest } from './parity-page.ts';
import { servePage } from './serve-page.ts';

const TOLERANCE = 1e-3;
const FORMAT = { weights: 'blocks8', precision: 'f32', subgroups: false } as const;

let site: Awaited<ReturnType<typeof servePage>>;
test.beforeAll(async () => {
  site = await servePage();
});
test.afterAll(() => site.close());

const REQUESTS: readonly ParityRequest[] = [
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
  test(`a bank on ${request.bank} agrees with PyTorch`, async ({ page }) => {
    // Software shaders take tens of milliseconds a dispatch, and each kind of batch compiles its own.
    test.setTimeout(900_000);
    await page.goto(site.url);
    const { batches } = await page.evaluate((wanted) => window.parity(wanted), request);
    expect(batches.map(({ rows }) => rows)).toEqual(request.batches.map(([, rows]) => rows));
    for (const { worst } of batches) expect(worst).toBeLessThan(TOLERANCE);
  });
}
