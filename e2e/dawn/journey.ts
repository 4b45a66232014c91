import type { Cut } from './cut-model.ts';

const rowOf = (length: number, start: number, coefficients: readonly number[]) => ({
  tokens: Array.from({ length }, (_, i) => (start + 7 * i) % 2048),
  coefficients: Float32Array.from(coefficients),
  logitsFrom: length - 1,
});

/** Logits on the way of rows of three lengths that are stepped past a growth of their cache, rewound to other lengths, and of which one leaves. */
export async function journey({ forward, mount }: Cut): Promise<Float32Array[]> {
  const seen: Float32Array[] = [];
  const bank = await mount('attention');
  const rows = [rowOf(5, 1, [1, 0, 0.5, 0]), rowOf(62, 2, [0, 0, 0, 0]), rowOf(23, 3, [0, -0.5, 0, 1])];
  const { batch, logits } = await forward.prefill(rows, { bank });
  seen.push(...logits.map((each) => each.slice()));
  const steps = async (count: number, width: number) => {
    for (let i = 0; i < count; i++) {
      const tokens = Array.from({ length: width }, (_, row) => (11 * i + row) % 2048);
      const flat = (await forward.step(batch, tokens)).slice();
      for (let row = 0; row < width; row++) seen.push(flat.subarray(row * 2048, (row + 1) * 2048));
    }
  };
  await steps(3, 3);
  forward.rewind(batch, [7, 40, 24]);
  await steps(2, 3);
  forward.keep(batch, [2, 0]);
  await steps(2, 2);
  forward.release(batch);
  bank.release();
  return seen;
}
