/** The Python that has what models/ needs. */
import { fileURLToPath } from 'node:url';

/** Its folder, from which its scripts are run. */
export const MODELS = fileURLToPath(new URL('../models/', import.meta.url));

/** That of `TILLER_PYTHON`, or the environment that `npm run test:models` makes; whether it is there nobody has looked. */
export function modelsPython(): string {
  return process.env.TILLER_PYTHON ?? `${MODELS}.venv/bin/python`;
}
