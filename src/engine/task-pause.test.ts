import { afterEach, expect, it, vi } from 'vitest';
import { taskPause } from './task-pause.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

it.each(['with message channels', 'without'])('%s, a message that waits is heard before the pause ends', async (how) => {
  if (how === 'without') vi.stubGlobal('MessageChannel', undefined);
  const pause = taskPause();
  const { port1, port2 } = new (await import('node:worker_threads')).MessageChannel();
  let heard = 0;
  port1.on('message', () => {
    heard += 1;
  });
  for (let round = 1; round <= 3; round += 1) {
    port2.postMessage(null);
    // A model that never yields: promises alone let no message in.
    for (let step = 0; step < 5; step += 1) await Promise.resolve();
    expect(heard).toBeLessThan(round);
    await vi.waitUntil(async () => {
      await pause();
      return heard === round;
    });
  }
  port1.close();
});
