/** Command line of the bench. */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';

export const PARTS = ['row1', 'front11', 'bank', 'redecode', 'dera', 'rows', 'rank', 'sweep', 'load', 'train', 'course', 'webgpu'] as const;
export type Part = (typeof PARTS)[number];

/** What is measured unless parts are named: a GPU wants to be asked for. */
export const DEFAULT_PARTS: readonly Part[] = PARTS.filter((part) => part !== 'webgpu');

export interface Options {
  readonly parts: ReadonlySet<Part>;
  /** Rounds of every part; medians are taken over them. */
  readonly runs: number;
  readonly threads: number;
  /** Another checkout, to be measured in turns with this one, so many times each. */
  readonly against?: { readonly folder: string; readonly rounds: number };
}

/** @throws Error that names the option and what was expected. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      runs: { type: 'string', default: '5' },
      threads: { type: 'string' },
      against: { type: 'string' },
      rounds: { type: 'string', default: '2' },
    },
  });
  const integer = (name: string, text: string): number => {
    if (!/^[1-9]\d?$/.test(text)) throw new Error(`--${name} is "${text}", expected an integer from 1 to 99`);
    return Number(text);
  };
  const named = values.only?.split(',') ?? DEFAULT_PARTS;
  for (const name of named) {
    if (!PARTS.includes(name as Part)) throw new Error(`--only names "${name}", expected some of ${PARTS.join(',')}`);
  }
  return {
    parts: new Set(named as Part[]),
    runs: integer('runs', values.runs),
    // What the engine takes on small machines; more threads than 4 help no model of this size.
    threads: values.threads ? integer('threads', values.threads) : Math.min(4, cpus().length),
    ...(values.against === undefined ? {} : { against: { folder: values.against, rounds: integer('rounds', values.rounds) } }),
  };
}
