import { expect, it } from 'vitest';
import { formatTable, noFigures, TARGETS } from './targets.ts';

it('has a line for every key, and says of each target whether it was met', () => {
  const table = formatTable({
    ...noFigures(),
    row1_vs_wllama: 4,
    bank32_overhead: 0.051,
    tokens_per_s_row1: 4.2,
    bank_input_overhead: { 1: 0.05, 11: 0.09 },
    rows_scaling: { 1: 17.25, 32: 120 },
  });
  const lines = new Map(table.split('\n').map((line) => [line.split(' ')[0], line]));
  expect([...lines.keys()]).toEqual(Object.keys(TARGETS));
  expect(lines.get('row1_vs_wllama')).toMatch(/4\.000 +>= 4 +met/);
  expect(lines.get('bank32_overhead')).toMatch(/0\.05100 +<= 0\.05 +MISSED/);
  expect(lines.get('bank_input_overhead')).toMatch(/<= 0\.08 +MISSED .*: 1 0\.0500, 11 0\.0900$/);
  expect(lines.get('tokens_per_s_row1')).not.toMatch(/met|MISSED/);
  expect(lines.get('rows_scaling')).toMatch(/: 1 17\.3, 32 120$/);
  expect(lines.get('peak_memory_mb')).toMatch(/ - /);
});
