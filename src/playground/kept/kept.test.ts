import { describe, expect, it } from 'vitest';
import type { KeptRecord } from './kept.ts';
import { memoryKept } from './memory-kept.ts';

const record = (id: string, date: string): KeptRecord => ({ id, kind: 'sweep', name: '', pack: 'voice', date, body: { of: id } });

describe('what is kept in memory', () => {
  it('is listed without bodies, the newest first, and replaced by its id', async () => {
    const kept = memoryKept();
    await kept.put(record('a', '2026-11-28T10:00:00Z'));
    await kept.put(record('b', '2026-11-29T10:00:00Z'));
    await kept.put({ ...record('a', '2026-11-30T10:00:00Z'), name: 'Mine' });
    expect(await kept.list()).toEqual([
      { id: 'a', kind: 'sweep', name: 'Mine', pack: 'voice', date: '2026-11-30T10:00:00Z' },
      { id: 'b', kind: 'sweep', name: '', pack: 'voice', date: '2026-11-29T10:00:00Z' },
    ]);
    expect(await kept.get('b')).toEqual(record('b', '2026-11-29T10:00:00Z'));
    expect(await kept.get('c')).toBeUndefined();
  });

  it('grows by pieces, which go with it', async () => {
    const kept = memoryKept();
    await kept.put(record('a', '2026-11-28T10:00:00Z'));
    await kept.addPieces('a', [
      { key: 'x', value: 1 },
      { key: 'y', value: 2 },
    ]);
    await kept.addPieces('a', [{ key: 'x', value: 3 }]);
    expect(await kept.pieces('a')).toEqual([
      { key: 'x', value: 3 },
      { key: 'y', value: 2 },
    ]);
    expect(await kept.pieces('b')).toEqual([]);
    await kept.remove('a');
    expect(await kept.pieces('a')).toEqual([]);
    expect(await kept.list()).toEqual([]);
  });

  it('is a copy: what changes later changes nothing there', async () => {
    const kept = memoryKept();
    const body = { texts: ['one'] };
    await kept.put({ ...record('a', '2026-11-28T10:00:00Z'), body });
    body.texts.push('two');
    expect((await kept.get('a'))?.body).toEqual({ texts: ['one'] });
  });
});
