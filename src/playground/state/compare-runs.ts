/** Two recorded runs side by side: which answers belong together, which words changed, and how their scores differ. */
import { changedParts, type TextPart } from './changed-words.ts';
import { formatPane } from './pane-code.ts';
import { quoted } from './quoted.ts';
import type { RecordedPane, RunRecord } from './run-record.ts';

export interface ComparedScore {
  /** Reward id, or 'guard'. */
  readonly id: string;
  readonly left: number | undefined;
  readonly right: number | undefined;
  /** Right less left; undefined where one is missing. */
  readonly difference: number | undefined;
}

export interface ComparedPane {
  /** As the address has the pane, e.g. `clp`, `dera:1.5`; told apart where one run has it twice. */
  readonly key: string;
  readonly policy: string;
  /** Undefined where that run has no such pane. */
  readonly left: readonly TextPart[] | undefined;
  /** Words marked that are not in the left text. */
  readonly right: readonly TextPart[] | undefined;
  readonly scores: readonly ComparedScore[];
}

/** Panes of the same policy with the same options belong together, in the order in which they stand. */
export function compareRuns(left: RunRecord, right: RunRecord): ComparedPane[] {
  const rest = keyed(right.panes);
  const compared = [...keyed(left.panes)].map(([key, pane]) => {
    const other = rest.get(key);
    rest.delete(key);
    return comparePanes(key, pane, other);
  });
  return [...compared, ...[...rest].map(([key, pane]) => comparePanes(key, undefined, pane))];
}

function keyed(panes: readonly RecordedPane[]): Map<string, RecordedPane> {
  const found = new Map<string, RecordedPane>();
  for (const pane of panes) {
    const code = formatPane(pane);
    const before = [...found.keys()].filter((key) => key === code || key.startsWith(`${code} (`)).length;
    found.set(before === 0 ? code : `${code} (${before + 1})`, pane);
  }
  return found;
}

function comparePanes(key: string, left: RecordedPane | undefined, right: RecordedPane | undefined): ComparedPane {
  const ids = [...new Set([...Object.keys(left?.scores ?? {}), ...Object.keys(right?.scores ?? {})])];
  return {
    key,
    policy: (left ?? right)?.policy ?? key,
    left: left && changedParts(right?.text, left.text),
    right: right && changedParts(left?.text, right.text),
    scores: ids.map((id) => {
      const [one, other] = [left?.scores[id], right?.scores[id]];
      return { id, left: one, right: other, difference: one === undefined || other === undefined ? undefined : other - one };
    }),
  };
}

export interface ComparedSetting {
  readonly name: string;
  readonly left: string;
  readonly right: string;
}

/** What is told of a setting, and what it is told apart by where that is more. */
type Setting = readonly [name: string, shown: string, key?: string];

/** What was asked otherwise; empty where only chance can have made the difference. */
export function differingSettings(left: RunRecord, right: RunRecord): ComparedSetting[] {
  const others = new Map(settingsOf(right).map((setting) => [setting[0], setting]));
  return settingsOf(left).flatMap((setting) => {
    const [name, shown] = setting;
    const other = others.get(name) ?? [name, 'none'];
    return (setting[2] ?? shown) === (other[2] ?? other[1]) ? [] : [{ name, left: shown, right: other[1] }];
  });
}

function settingsOf(run: RunRecord): Setting[] {
  const after = run.panes.filter(({ turns }) => turns.length > 0);
  const given = run.panes.flatMap((pane) => (pane.prefix ? [{ code: formatPane(pane), prefix: pane.prefix }] : []));
  return [
    ['pack', run.pack],
    ['base model', run.base.slice(0, 10), run.base],
    ['prompt', run.prompt],
    ['earlier turns', earlierTurns(after[0]), JSON.stringify(after.map((pane) => [formatPane(pane), pane.turns]))],
    ['system prompt', run.system],
    ['weights', run.weights.map(shownWeight).join(', ')],
    ['seed', String(run.seed)],
    ...Object.entries(run.sampling).map(([name, value]): Setting => [samplingNames[name] ?? name, String(value)]),
    ['longest answer', `${run.maxTokens} tokens`],
    ['chosen words', given.map(({ code, prefix }) => `${code}: ${prefix.length} tokens given`).join(', ') || 'none', JSON.stringify(given)],
  ];
}

function earlierTurns(pane: RecordedPane | undefined): string {
  const [first] = pane?.turns ?? [];
  return first ? `${pane?.turns.length}, from “${quoted(first.text)}”` : 'none';
}

/** Two decimals, more where the weight has them: `0.50`, `0.333`. */
function shownWeight(weight: number): string {
  const short = weight.toFixed(2);
  const exact = Number(weight.toFixed(4));
  return Number(short) === exact ? short : String(exact);
}

const samplingNames: Readonly<Record<string, string>> = {
  topK: 'top-k',
  topP: 'top-p',
  minP: 'min-p',
  repetitionPenalty: 'repetition penalty',
};
