import { expect, it } from 'vitest';
import { reasonToWait } from './reason-to-wait.ts';

it('lets the model wait where data is saved or memory is small, and nowhere else', () => {
  expect(reasonToWait({ connection: { saveData: true } })).toContain('saves data');
  expect(reasonToWait({ deviceMemory: 2 })).toContain('2 GB');
  expect(reasonToWait({ deviceMemory: 8, connection: { saveData: false } })).toBeUndefined();
  expect(reasonToWait({})).toBeUndefined();
});
