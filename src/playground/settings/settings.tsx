/** Sampling, the system prompt, the backend and what it is running on, and the cache. */
import { useId, useState } from 'react';
import { useStore } from 'zustand';
import type { BackendId, RungReport } from '../../engine/protocol.ts';
import { NumberField } from '../../ui/number-field.tsx';
import { backendNames } from '../state/backend-names.ts';
import type { BackendChoice } from '../state/engine-store.ts';
import { type NumericField, requestLimits } from '../state/request-store.ts';
import { useTiller } from '../state/tiller-context.ts';
import { BeyondSetting } from './beyond-setting.tsx';
import { SystemPrompt } from './system-prompt.tsx';
import './settings.css';

const samplingFields: readonly {
  readonly field: NumericField;
  readonly label: string;
  readonly decimals: number;
  readonly note: string;
}[] = [
  { field: 'temperature', label: 'Temperature', decimals: 2, note: '0 always takes the likeliest token' },
  { field: 'topK', label: 'Top-k', decimals: 0, note: '0 keeps all' },
  { field: 'topP', label: 'Top-p', decimals: 2, note: '1 keeps all' },
  { field: 'minP', label: 'Min-p', decimals: 2, note: '0 keeps all; a share of the likeliest' },
  { field: 'repetitionPenalty', label: 'Repetition penalty', decimals: 2, note: '1 is no penalty' },
  { field: 'maxTokens', label: 'Longest answer', decimals: 0, note: 'tokens; measured with 64' },
];

const choices: readonly (readonly [BackendChoice, string])[] = [
  ['auto', 'Choose for me'],
  ...(Object.entries(backendNames) as [BackendId, string][]),
  ['integers', 'WebAssembly, fast (integers)'],
  ['exact', 'WebAssembly, exact (float32)'],
];

export function Settings() {
  const { pack, request, running } = useTiller();
  const values = useStore(request);
  return (
    <details className="settings">
      <summary>Sampling and model settings</summary>
      <div className="settings-columns">
        <div>
          <fieldset>
            <legend>Sampling</legend>
            {samplingFields.map(({ field, label, decimals, note }) => (
              <div key={field} className="setting">
                <NumberField
                  label={label}
                  value={values[field]}
                  {...requestLimits[field]}
                  decimals={decimals}
                  width="5em"
                  onCommit={(value) => {
                    values.setNumber(field, value);
                    running.request();
                  }}
                />
                <span className="note">{note}</span>
              </div>
            ))}
            <p className="note">{`The fronts were measured at temperature ${pack.temperature}, without filters and penalty.`}</p>
          </fieldset>
          <SystemPrompt />
          <BeyondSetting />
        </div>
        <Backend />
      </div>
    </details>
  );
}

function Backend() {
  const { engine, loading } = useTiller();
  const { status, choice } = useStore(engine);
  const id = useId();
  const { info, adapters = [] } = status.kind === 'ready' ? status : {};
  return (
    <fieldset>
      <legend>Where the model runs</legend>
      <div className="setting">
        <label htmlFor={id}>Backend</label>
        <select id={id} className="field" value={choice} onChange={(event) => void loading.load(event.target.value as BackendChoice)}>
          {choices.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </div>
      {info && <Rungs rungs={info.rungs} />}
      {info && (
        <p className="note">
          {`${info.threads} ${info.threads === 1 ? 'thread' : 'threads'}, ${info.precision}; adapters at hand: ${adapters.join(', ') || 'none'}.`}
          {!info.cached && <span> The browser refused to store the model: the next start downloads it again.</span>}
        </p>
      )}
      <ClearCache />
    </fieldset>
  );
}

function Rungs({ rungs }: { readonly rungs: readonly RungReport[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="rungs" tabIndex={0} aria-label="Backends that were tried">
      <table className="number-table">
        <thead>
          <tr>
            <th scope="col">Backend</th>
            <th scope="col">Outcome</th>
            <th scope="col">ms/token</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {rungs.map(({ backend, outcome, reason, msPerToken }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a backend may be tried twice
            <tr key={i}>
              <th scope="row">{backend}</th>
              <td>{outcome}</td>
              <td>{msPerToken?.toFixed(0) ?? '–'}</td>
              <td>{reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function ClearCache() {
  const [result, setResult] = useState('');
  const clear = async () => {
    // Shards are kept by their hash, for all sites of the origin; the runtime and the adapters by the service worker, for this one
    // (src/site/service-worker/kept-files.ts). The page's own shell stays for offline use.
    const runTime = `tiller-run-time ${new URL('./', document.baseURI).href}`;
    const names = (await caches.keys()).filter((name) => name.startsWith('tiller-shards') || name === runTime);
    await Promise.all(names.map((name) => caches.delete(name)));
    setResult(names.length > 0 ? 'Cleared. The model in memory goes on working.' : 'There was nothing stored.');
  };
  if (!('caches' in globalThis)) return null;
  return (
    <div className="setting">
      <button
        type="button"
        className="button"
        onClick={() => void clear().catch((error: unknown) => setResult(`Not cleared: ${String(error)}`))}
      >
        Clear the stored model
      </button>
      <span className="note" role="status">
        {result}
      </span>
    </div>
  );
}
