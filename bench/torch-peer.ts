/** PyTorch in a process of its own, which computes the gradient of one batch again and again (models/time_gradients.py). */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { MODELS, modelsPython } from '../scripts/models-python.ts';

export interface TorchBatch {
  readonly temperature: number;
  readonly slots: number;
  readonly rank: number;
  readonly scale: number;
  readonly groups: readonly {
    readonly prompt: readonly number[];
    readonly coefficients: readonly number[];
    readonly answers: readonly (readonly number[])[];
  }[];
}

export interface TorchPeer {
  step(): Promise<{ readonly ms: number; readonly loss: number }>;
  end(): void;
}

/** undefined where there is no Python environment: `npm run test:models` makes one. */
export function startTorch(threads: number, batch: TorchBatch): TorchPeer | undefined {
  const python = modelsPython();
  if (!existsSync(python)) {
    console.log('  no PyTorch: TILLER_PYTHON is not set and models/.venv is missing');
    return undefined;
  }
  const child = spawn(python, ['time_gradients.py', '--threads', `${threads}`], { cwd: MODELS, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  child.stdin.write(`${JSON.stringify(batch)}\n`);
  return {
    async step() {
      child.stdin.write('step\n');
      const { done, value } = await lines.next();
      if (done) throw new Error('PyTorch ended without an answer');
      return JSON.parse(value) as { ms: number; loss: number };
    },
    end: () => void child.kill(),
  };
}
