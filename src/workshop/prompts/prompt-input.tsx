/** One's own prompts: written or pasted one a line, or from a file of lines or columns. What is left out is named. */
import { type ClipboardEvent, type ReactElement, useId, useRef, useState } from 'react';
import { messageOf } from '../../lm/errors.ts';
import { useWorkshop } from '../state/workshop-context.ts';
import { readCsv, type Table } from './csv.ts';
import { decodeFile, fileLimit, pasteLimit, promptLength, promptsLimit, type ReadPrompts, readColumn, readLines } from './read-prompts.ts';

/** Sentences that are shown; of more the rest is counted. */
const shownSentences = 5;

interface PromptInputProps {
  readonly list: readonly string[];
  readonly onList: (list: readonly string[]) => void;
}

/** A file of columns, of which one has the prompts. */
interface Opened {
  readonly name: string;
  readonly table: Table;
}

export function PromptInput({ list, onList }: PromptInputProps): ReactElement {
  const { notices } = useWorkshop();
  const id = useId();
  const file = useRef<HTMLInputElement>(null);
  const [text, setText] = useState<string>();
  const [opened, setOpened] = useState<Opened>();
  const [left, setLeft] = useState<readonly string[]>([]);

  function use(read: ReadPrompts): void {
    onList(read.prompts);
    setLeft(read.left);
    setText(undefined);
    setOpened(undefined);
    notices.getState().announce(`${read.prompts.length} prompts are in the project.`);
  }

  async function bring(picked: File): Promise<void> {
    try {
      if (picked.size > fileLimit)
        throw new Error(`${picked.name}: expected at most ${fileLimit / 2 ** 20} MB, got ${(picked.size / 2 ** 20).toFixed(1)} MB`);
      const said = decodeFile(new Uint8Array(await picked.arrayBuffer()));
      const table = /\.(csv|tsv)$/i.test(picked.name) ? readCsv(said) : undefined;
      if (table && table.rows.length === 0) throw new Error(`${picked.name}: expected a line of names and a row, got no row`);
      if (table && isList(table)) use(readColumn([table.names, ...table.rows], 0, 1));
      else if (table) setOpened({ name: picked.name, table });
      else use(readLines(said));
    } catch (error) {
      notices.getState().notify(messageOf(error));
    }
  }

  /** What is too long for the field is taken at once, as a file's is. */
  function paste(event: ClipboardEvent<HTMLTextAreaElement>): void {
    const pasted = event.clipboardData.getData('text/plain');
    if (pasted.length <= pasteLimit) return;
    event.preventDefault();
    const { value, selectionStart, selectionEnd } = event.currentTarget;
    use(readLines(value.slice(0, selectionStart) + pasted + value.slice(selectionEnd)));
  }

  const read = text === undefined ? undefined : readLines(text);
  return (
    <div className="prompts-input">
      <label htmlFor={id}>
        Prompts, one a line <span className="quiet">{`at most ${promptsLimit}, of ${promptLength.toLocaleString('en')} characters`}</span>
      </label>
      <textarea
        id={id}
        className="field"
        rows={8}
        dir="auto"
        spellCheck={false}
        placeholder={'How do I mend a tear in a tent?\nTell me about owls.\n…'}
        value={text ?? list.join('\n')}
        aria-describedby={`${id}-left`}
        onChange={({ currentTarget: { value } }) => setText(value)}
        onPaste={paste}
        // What was written is not lost to whoever goes on to another station.
        onBlur={() => read && read.prompts.length > 0 && use(read)}
      />
      <div className="prompts-tools">
        <button type="button" className="button primary" disabled={!read || read.prompts.length === 0} onClick={() => read && use(read)}>
          {read && read.prompts.length > 0 ? `Use these ${read.prompts.length} prompts` : 'Use these prompts'}
        </button>
        <button type="button" className="button" onClick={() => file.current?.click()}>
          From a file …
        </button>
        <input
          ref={file}
          type="file"
          hidden
          aria-label="A file of prompts"
          accept=".txt,.csv,.tsv,text/plain,text/csv"
          onChange={({ currentTarget }) => {
            const [picked] = currentTarget.files ?? [];
            // The same file may be picked again.
            currentTarget.value = '';
            if (picked) void bring(picked);
          }}
        />
      </div>
      {opened && <ColumnChoice opened={opened} onUse={use} onLeave={() => setOpened(undefined)} />}
      <div id={`${id}-left`} role="status">
        <LeftOut left={read?.left ?? left} />
        {!read && list.length > 0 && list.length < 3 && <p>Expected at least three prompts, one for each part of the split.</p>}
      </div>
    </div>
  );
}

function LeftOut({ left }: { readonly left: readonly string[] }): ReactElement | null {
  if (left.length === 0) return null;
  const more = left.length - shownSentences;
  return (
    <div className="prompts-left">
      <p>Left out:</p>
      <ul>
        {left.slice(0, shownSentences).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
        {more > 0 && <li>And {more} more.</li>}
      </ul>
    </div>
  );
}

interface ColumnChoiceProps {
  readonly opened: Opened;
  readonly onUse: (read: ReadPrompts) => void;
  readonly onLeave: () => void;
}

function ColumnChoice({ opened: { name, table }, onUse, onLeave }: ColumnChoiceProps): ReactElement {
  const id = useId();
  const columns = Math.max(table.names.length, ...table.rows.map((row) => row.length));
  const [column, setColumn] = useState(() => likelyColumn(table));
  const read = readColumn(table.rows, column);
  return (
    <div className="prompts-column">
      <label htmlFor={id}>Which column of {name} has the prompts?</label>
      <select id={id} className="field" value={column} onChange={({ currentTarget: { value } }) => setColumn(Number(value))}>
        {Array.from({ length: columns }, (_, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
          <option key={i} value={i}>
            {table.names[i] || `Column ${i + 1}`}
          </option>
        ))}
      </select>
      <ul className="quiet">
        {read.prompts.slice(0, 3).map((prompt) => (
          <li key={prompt}>{prompt}</li>
        ))}
      </ul>
      <p className="quiet">
        {read.prompts.length} prompts{read.left.length > 0 && `; ${read.left.length} rows are left out`}.
      </p>
      <div className="prompts-tools">
        <button type="button" className="button" disabled={read.prompts.length === 0} onClick={() => onUse(read)}>
          {`Use these ${read.prompts.length} prompts`}
        </button>
        <button type="button" className="button plain" onClick={onLeave}>
          Leave
        </button>
      </div>
    </div>
  );
}

/** One column whose first line is a sentence and no name: a prompt like the others. */
function isList(table: Table): boolean {
  return table.names.length === 1 && /\S\s+\S/.test(table.names[0] as string) && namedColumn(table) < 0;
}

/** That a column is called so, not that it has a question about prompts. */
function namedColumn({ names }: Table): number {
  return names.findIndex((name) => name.length < 40 && /prompt|question|instruction|request/i.test(name));
}

/** The one that is called so, else the one with the longest texts. */
function likelyColumn(table: Table): number {
  const named = namedColumn(table);
  if (named >= 0) return named;
  const { names, rows } = table;
  const length = (column: number) => rows.reduce((sum, row) => sum + (row[column]?.length ?? 0), 0);
  return names.reduce((best, _, column) => (length(column) > length(best) ? column : best), 0);
}
