/** Runs with a name, kept in this browser: keep what is on the page, open, rename, compare two, delete, take that back. */
import { type FormEvent, type ReactElement, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { pickedFiles } from '../../packs/dropped-files.ts';
import { download } from '../../ui/download.ts';
import { Menu } from '../../ui/menu.tsx';
import type { KeptHead } from '../kept/kept.ts';
import { takeFiles } from '../packs/take-files.ts';
import { nameLimit } from '../state/kept-runs.ts';
import { runJson } from '../state/run-record.ts';
import { useTiller } from '../state/tiller-context.ts';
import { CompareRuns } from './compare-runs.tsx';

export function KeptRunsList(): ReactElement {
  const { keptRuns, view } = useTiller();
  const { runs, lasts, deleted, error } = useStore(keptRuns.store);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  useEffect(() => void keptRuns.refresh(), [keptRuns]);
  const compared = chosen.flatMap((id) => runs.find((run) => run.id === id) ?? []);
  // A third takes the place of the first: two are compared at a time.
  const choose = (id: string) =>
    setChosen((before) => (before.includes(id) ? before.filter((one) => one !== id) : [...before, id].slice(-2)));
  const [left, right] = compared;
  return (
    <>
      <section className="kept-runs" aria-labelledby="kept-runs-heading">
        <h2 id="kept-runs-heading">Kept runs</h2>
        <KeepForm />
        <div role="status">
          {error !== undefined && <p className="notice error">{error}</p>}
          {deleted && (
            <p className="notice">
              <span>“{deleted.name}” is deleted.</span>
              <button
                type="button"
                className="button"
                onClick={() => void keptRuns.undo().then(() => view.getState().announce(`“${deleted.name}” is back.`))}
              >
                Undo
              </button>
            </p>
          )}
          {lasts === false && <p className="note">This browser keeps nothing here (a private window?): runs stay for this visit only.</p>}
        </div>
        {runs.length === 0 ? (
          <p className="note">None yet. A run is the texts on the page with everything that made them.</p>
        ) : (
          <ul className="kept-list">
            {runs.map((run) => (
              <KeptRow key={run.id} run={run} chosen={chosen.includes(run.id)} onChoose={() => choose(run.id)} />
            ))}
          </ul>
        )}
        {runs.length > 1 && compared.length < 2 && <p className="note">Tick two to compare them.</p>}
      </section>
      {left && right && <CompareRuns key={`${left.id} ${right.id}`} left={left} right={right} />}
    </>
  );
}

/** Keeps what is on the page under a name, or opens a file of before. */
function KeepForm(): ReactElement {
  const tiller = useTiller();
  const { keptRuns, packId, request, recordRun, view } = tiller;
  const prompt = useStore(request, (state) => state.prompt);
  const [name, setName] = useState('');
  const picker = useRef<HTMLInputElement>(null);
  const keep = async (event: FormEvent) => {
    event.preventDefault();
    const record = recordRun();
    if (!record) return view.getState().notify('There is no finished text on the page yet: nothing was kept.');
    await keptRuns.keep(name || prompt, packId, record);
    setName('');
    view.getState().announce('Kept.');
  };
  return (
    <form className="keep-form" onSubmit={(event) => void keep(event)}>
      <label>
        Name
        <input
          className="field"
          type="text"
          autoComplete="off"
          maxLength={nameLimit}
          placeholder={prompt.slice(0, 40)}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <button type="submit" className="button">
        Keep this run
      </button>
      <button type="button" className="button plain" onClick={() => picker.current?.click()}>
        Open a file …
      </button>
      <input
        ref={picker}
        type="file"
        hidden
        aria-label="Open a file"
        accept=".json,application/json"
        onChange={({ currentTarget }) => {
          const files = pickedFiles(currentTarget.files ?? []);
          // The same file may be picked again.
          currentTarget.value = '';
          if (files.length > 0) void takeFiles(files, tiller);
        }}
      />
    </form>
  );
}

interface KeptRowProps {
  readonly run: KeptHead;
  /** For the comparison. */
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

function KeptRow({ run, chosen, onChoose }: KeptRowProps): ReactElement {
  const tiller = useTiller();
  const { keptRuns, files, view } = tiller;
  const [renaming, setRenaming] = useState(false);
  const read = async (use: (json: string) => void) => {
    try {
      use(runJson(await keptRuns.read(run)));
    } catch (error) {
      view.getState().notify(error instanceof Error ? error.message : String(error));
    }
  };
  const open = () => read((json) => void files.open({ name: run.name, text: async () => json }, tiller));
  return (
    <li>
      <input type="checkbox" checked={chosen} onChange={onChoose} aria-label={`Compare ${run.name}`} />
      {renaming ? (
        <RenameField run={run} onEnd={() => setRenaming(false)} />
      ) : (
        <button type="button" className="button plain kept-name" aria-label={`Open ${run.name}`} dir="auto" onClick={() => void open()}>
          {run.name}
        </button>
      )}
      <small>
        {run.pack.replace(/^mine:(.*)-[0-9a-f]{16}$/, '$1')}, {run.date.slice(0, 16).replace('T', ' ')}
      </small>
      <Menu
        label="More"
        name={`More for ${run.name}`}
        entries={[
          { label: 'Rename', onChoose: () => setRenaming(true) },
          { label: 'Save (JSON)', onChoose: () => void read((json) => download(json, `${fileName(run.name)}.json`, 'application/json')) },
          { label: 'Delete', onChoose: () => void keptRuns.remove(run.id).then(() => view.getState().announce('Deleted.')) },
        ]}
      />
    </li>
  );
}

function RenameField({ run, onEnd }: { readonly run: KeptHead; readonly onEnd: () => void }): ReactElement {
  const { keptRuns } = useTiller();
  const [name, setName] = useState(run.name);
  const rename = async () => {
    onEnd();
    if (name.trim() !== '' && name !== run.name) await keptRuns.rename(run.id, name);
  };
  return (
    <input
      className="field kept-name"
      type="text"
      aria-label={`New name of ${run.name}`}
      maxLength={nameLimit}
      // biome-ignore lint/a11y/noAutofocus: the reader asked to type here
      autoFocus
      value={name}
      onChange={(event) => setName(event.target.value)}
      onBlur={() => void rename()}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') void rename();
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onEnd();
      }}
    />
  );
}

function fileName(name: string): string {
  return name.replace(/[^\p{L}\p{N} ._()-]/gu, '-');
}
