/** The keys of the bench's JSON line, what they mean, and the targets. */

interface Target {
  readonly what: string;
  readonly bound?: { readonly atLeast: number } | { readonly atMost: number };
}

export const TARGETS = {
  row1_vs_wllama: { what: 'decode tokens/s of 1 row, over wllama', bound: { atLeast: 4 } },
  row1_vs_transformersjs: { what: 'decode tokens/s of 1 row, over transformers.js at its best dtype', bound: { atLeast: 2.2 } },
  row1_vs_own_f32: { what: 'the same, over our own network in float32', bound: { atLeast: 1.8 } },
  front11_vs_own_f32: { what: 'decode tokens/s of 11 weightings of one prompt, over our own network in float32', bound: { atLeast: 1.8 } },
  front11_vs_wllama: { what: 'decode tokens/s of 11 weightings of one prompt, over wllama one by one', bound: { atLeast: 12 } },
  front11_vs_transformersjs: { what: 'the same, over transformers.js at its best dtype, one by one', bound: { atLeast: 6 } },
  front11_vs_transformersjs_batch: { what: 'the same, over a batch of 11 equal prompts in transformers.js (no weightings)' },
  front11_whole_vs_wllama: { what: 'from request to last token, prefills included, over wllama' },
  front11_whole_vs_transformersjs: { what: 'the same, over transformers.js at its best dtype, one by one', bound: { atLeast: 4 } },
  ttft_vs_wllama: { what: 'time to first token of a 36-token prompt, over wllama', bound: { atMost: 0.1 } },
  redecode_same_vs_prefill: { what: 'slider move that changes no token, over one prefill of prompt and text', bound: { atMost: 1.15 } },
  bank32_overhead: { what: 'step time with a bank of rank 32 over without, less 1', bound: { atMost: 0.05 } },
  bank80_overhead: { what: 'step time with a bank of rank 80 over without, less 1', bound: { atMost: 0.1 } },
  bank_input_overhead: {
    what: 'step with a bank of rank 32 as inputs over a network that takes no adapters, less 1, by rows',
    bound: { atMost: 0.08 },
  },
  pack_switch_ms: { what: 'adapters of another pack, fetched before, read and mounted, ms', bound: { atMost: 300 } },
  roofline_int8: { what: 'bytes of weights a step over step time x memory bandwidth, integers', bound: { atLeast: 0.6 } },
  roofline_row1: { what: 'the same in float32', bound: { atLeast: 0.7 } },
  dera_vs_clp_tokens_per_s: { what: 'tokens/s of DeRa (two rows a text) over one row of CLP; its paper says 0.5' },
  rows_scaling: { what: 'ms a step by rows of the batch, bank of rank 32' },
  rank_scaling: { what: 'ms a step by rank of the bank, one row' },
  sweep_vs_sequential: { what: '16 weightings of one prompt one after the other, over all at once, whole', bound: { atLeast: 3 } },
  sweep_rows_per_s: { what: 'texts of 64 tokens a second of a sweep of 66 weightings, prefills included' },
  sweep_peak_memory_mb: { what: 'peak resident memory of the page process after that sweep, MB' },
  load_cold_s: { what: 'start of the app engine with an empty cache, local server, s', bound: { atMost: 1.6 } },
  load_warm_s: { what: 'the same from Cache Storage, s', bound: { atMost: 1.2 } },
  peak_memory_mb: { what: 'peak resident memory of the page process after a front of 11, MB', bound: { atMost: 450 } },
  tokens_per_s_row1: { what: 'decode tokens/s of 1 row' },
  tokens_per_s_front11: { what: 'decode tokens/s of 11 rows, prefill excluded' },
  train_tokens_per_s: {
    what: 'tokens/s of a training step in the page, attention CLP, 16 answers to 8 prompts; a prompt counts once',
    bound: { atLeast: 150 },
  },
  train_vs_torch: { what: 'the same, over PyTorch float32 with as many threads, same batch', bound: { atLeast: 0.5 } },
  train_peak_mb: {
    what: 'peak resident memory of the page process, engine loaded, after a step of 16 answers of 96 tokens, MB',
    bound: { atMost: 2000 },
  },
  pool_tokens_per_s: { what: 'tokens/s of answers of the base to 32 prompts in one batch, prefill included' },
  fork_train_s: { what: 'the five policies of lesson 6, from Play to the last of 1,500 steps, s' },
  fork_longest_task_ms: { what: 'longest task of the page while they train, worst of all rounds, ms of its thread', bound: { atMost: 50 } },
  lesson_js_kb: { what: 'scripts that lesson 6 loads, its worker included, gzip, KB', bound: { atMost: 250 } },
} as const satisfies Record<string, Target>;

export type Key = keyof typeof TARGETS;
/** A figure for each of several settings, by the setting. */
export type Series = Readonly<Record<string, number>>;
type SeriesKey = 'rows_scaling' | 'rank_scaling' | 'bank_input_overhead';
/** null: not measured in this run, or the measurement failed. */
export type Figures = Record<Exclude<Key, SeriesKey>, number | null> & Record<SeriesKey, Series | null>;

export function noFigures(): Figures {
  return Object.fromEntries(Object.keys(TARGETS).map((key) => [key, null])) as Figures;
}

/** Of a series, all must meet the bound. */
function verdict({ bound }: Target, values: readonly number[]): string {
  if (!bound || values.length === 0) return '';
  const met = values.every((value) => ('atLeast' in bound ? value >= bound.atLeast : value <= bound.atMost));
  return met ? 'met' : 'MISSED';
}

function boundText({ bound }: Target): string {
  if (!bound) return '';
  return 'atLeast' in bound ? `>= ${bound.atLeast}` : `<= ${bound.atMost}`;
}

function seriesText(series: Series): string {
  return Object.entries(series)
    .map(([setting, value]) => `${setting} ${value.toPrecision(3)}`)
    .join(', ');
}

/** The table for people. */
export function formatTable(figures: Figures): string {
  const lines = Object.entries(TARGETS).map(([key, target]: [string, Target]) => {
    const value = figures[key as Key];
    const shown = typeof value === 'number' ? value.toPrecision(4) : value === null ? '-' : '';
    const series = value === null || typeof value === 'number' ? '' : `: ${seriesText(value)}`;
    return [
      key.padEnd(26),
      shown.padStart(9),
      boundText(target).padEnd(8),
      verdict(target, typeof value === 'number' ? [value] : Object.values(value ?? {})).padEnd(6),
      target.what + series,
    ].join('  ');
  });
  return lines.join('\n');
}
