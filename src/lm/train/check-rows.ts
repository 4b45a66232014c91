import type { LlamaConfig } from '../arch/llama-config.ts';
import { EngineError } from '../errors.ts';
import type { Dims } from './matrices.ts';
import type { Parameters, TrainRow, TrainShape } from './train-types.ts';

const refuse = (message: string) => new EngineError('bad-request', message);

/**
 * Holds what a call brings against the shape that is trained.
 * @throws EngineError 'bad-request' that names the first matrix or row that does not fit.
 */
export function checkRows(
  config: LlamaConfig,
  { columns, softTokens = 0 }: TrainShape,
  matrices: ReadonlyMap<string, Dims>,
  parameters: Parameters,
  rows: readonly TrainRow[],
): void {
  for (const [name, [height, width]] of matrices) {
    const found = parameters.get(name)?.length;
    if (found !== height * width)
      throw refuse(`matrix ${name} has ${found ?? 'no'} numbers, expected ${height * width} (${height} x ${width})`);
  }
  if (rows.length === 0) throw refuse('a batch has no rows, expected at least one');
  rows.forEach((row, i) => {
    if (row.prompt.length === 0 || row.answer.length === 0)
      throw refuse(`row ${i} has ${row.prompt.length} tokens of prompt and ${row.answer.length} of answer, expected at least one of each`);
    if (row.columns.length !== columns)
      throw refuse(`row ${i} has ${row.columns.length} coefficients, expected one for each of ${columns} columns`);
    const length = softTokens + row.prompt.length + row.answer.length;
    if (length > config.context) throw refuse(`row ${i} has ${length} tokens, expected at most the model's ${config.context}`);
    for (const token of [...Array.from(row.prompt), ...Array.from(row.answer)]) {
      if (!Number.isInteger(token) || token < 0 || token >= config.vocabulary)
        throw refuse(`row ${i} holds token ${token}, expected whole numbers from 0 to ${config.vocabulary - 1}`);
    }
    const bad = Array.from(row.columns).find((value) => !Number.isFinite(value));
    if (bad !== undefined) throw refuse(`row ${i} holds the coefficient ${bad}, expected finite numbers`);
  });
}
