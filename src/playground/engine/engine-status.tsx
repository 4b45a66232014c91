/** Where the model stands, in one line: waiting, loading with bytes, running where, or what went wrong. */
import { useStore } from 'zustand';
import type { LoadProgress } from '../../engine/client.ts';
import type { BackendId, LoadPhase } from '../../engine/protocol.ts';
import type { EngineStatus } from '../state/engine-store.ts';
import { useTiller } from '../state/tiller-context.ts';
import './engine-status.css';

const backendNames: Readonly<Record<BackendId, string>> = {
  webgpu: 'WebGPU',
  'wasm-threads': 'WebAssembly, threads',
  wasm: 'WebAssembly, one thread',
};

const phaseNames: Readonly<Record<LoadPhase, string>> = {
  shards: 'Fetching the model',
  weights: 'Unpacking the weights',
  session: 'Starting the session',
  check: 'Checking the arithmetic',
};

export function EngineStatusLine() {
  const { engine, loading } = useTiller();
  const status = useStore(engine, (state) => state.status);
  return (
    <section className="engine-status" aria-label="Model" data-kind={status.kind}>
      <Body status={status} onLoad={() => void loading.load()} onCancel={loading.cancel} />
    </section>
  );
}

interface BodyProps {
  readonly status: EngineStatus;
  readonly onLoad: () => void;
  readonly onCancel: () => void;
}

function Body({ status, onLoad, onCancel }: BodyProps) {
  switch (status.kind) {
    case 'waiting':
      return (
        <>
          <p>{status.reason}</p>
          <button type="button" className="button primary" onClick={onLoad}>
            Load the model (98 MB)
          </button>
        </>
      );
    case 'loading':
      return (
        <>
          <Progress progress={status.progress} />
          <button type="button" className="button" onClick={onCancel}>
            Cancel
          </button>
        </>
      );
    case 'ready': {
      const { backend, precision, fromCache, loadMs } = status.info;
      if (status.next) {
        return (
          <>
            <p>More adapters are being loaded.</p>
            <Progress progress={status.next.progress} />
          </>
        );
      }
      return (
        <p>
          SmolLM2-135M runs here, on {backendNames[backend]} ({precision}). Loaded in {(loadMs / 1000).toFixed(1)} s
          {fromCache ? ' from the cache' : ''}.
        </p>
      );
    }
    case 'recovering':
      return (
        <>
          <p>{status.reason} Starting another backend; the answer goes on from where it was.</p>
          <Progress progress={status.progress} />
        </>
      );
    case 'failed':
      return (
        <>
          <p role="alert">
            The model did not load: {status.message} <span className="code">({status.code})</span>
          </p>
          <button type="button" className="button" onClick={onLoad}>
            Try again
          </button>
        </>
      );
  }
}

function Progress({ progress }: { readonly progress: LoadProgress | undefined }) {
  const { phase, done, total, note } = progress ?? { phase: 'shards' as const, done: 0, total: 0, note: '' };
  const bytes = phase === 'shards' || phase === 'weights';
  const megabytes = (value: number) => (value / 1e6).toFixed(0);
  return (
    <div className="load-progress" title={note}>
      <label htmlFor="load-progress">
        {phaseNames[phase]}
        {bytes && total >= 1e6 && (
          <span className="bytes">
            {' '}
            {megabytes(done)} of {megabytes(total)} MB
          </span>
        )}
      </label>
      <progress id="load-progress" max={total > 0 ? total : 1} value={total > 0 ? done : undefined} />
    </div>
  );
}
