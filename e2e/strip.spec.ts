/** Texts along the front that nobody measured, written by the real model on WASM: in the background, and the same as the panes would write. */
import { expect, test } from '@playwright/test';

/** The model needs seconds on a quiet machine; a busy one is no failure. */
const PATIENCE = 400_000;

test('texts that are not there are written by the real model, in the background', async ({ page }) => {
  test.setTimeout(2 * PATIENCE);
  await page.goto('./#v=1&pack=fork&w=0.5,0.5&prompt=Name+three+birds.&seed=3&n=8&backend=wasm&view=texts');
  const strip = page.getByRole('region', { name: 'Texts along the front' });
  const rows = strip.getByRole('row');
  await expect(rows).toHaveCount(1 + 11);
  await expect(strip.getByText('none was measured for this prompt')).toBeVisible();
  const write = strip.getByRole('button', { name: 'Write these texts' });
  await expect(write).toBeEnabled({ timeout: PATIENCE });
  await write.click();
  await expect(strip.getByRole('button', { name: 'Stop' })).toBeHidden({ timeout: PATIENCE });
  await expect(strip.getByText('written here')).toHaveCount(22, { timeout: PATIENCE });
  await expect(write).toBeHidden();
  // The panes answer the same question at the same weights under the same seed: with the same text.
  const written = await rows.nth(6).getByRole('cell').first().locator('.strip-text').textContent();
  await strip.getByRole('button', { name: 'Back to the answers' }).click();
  const answer = page.locator('article[data-policy="clp"][data-status="done"] .answer');
  await expect(answer).toBeVisible({ timeout: PATIENCE });
  expect(await answer.textContent()).toBe(written);
});
