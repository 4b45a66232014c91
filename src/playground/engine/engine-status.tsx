/** Where the model stands, in the playground's words: waiting, loading with bytes, running where, or what went wrong. */
import { useStore } from 'zustand';
import type { LoadProgress } from '../../engine/client.ts';
import type { LoadPhase } from '../../engine/protocol.ts';
import { type ModelProgress, ModelStatus, type ModelStatusProps } from '../../ui/model-status.tsx';
import { backendNames } from '../state/backend-names.ts';
import { type BaseModel, megabytes, modelName } from '../state/base-store.ts';
import type { EngineStatus } from '../state/engine-store.ts';
import type { Tiller } from '../state/tiller.ts';
import { useTiller } from '../state/tiller-context.ts';

const phaseNames: Readonly<Record<LoadPhase, string>> = {
  shards: 'Fetching the model',
  weights: 'Unpacking the weights',
  session: 'Starting the session',
  check: 'Checking the arithmetic',
};

export function EngineStatusLine() {
  const { engine, loading, base } = useTiller();
  const status = useStore(engine, (state) => state.status);
  const { manifest } = useStore(base);
  return <ModelStatus label="Model" {...lineOf(status, manifest, loading)} />;
}

type Line = Omit<ModelStatusProps, 'label'>;

/** @param manifest Undefined until it is here. */
export function lineOf(status: EngineStatus, manifest: BaseModel | undefined, loading: Pick<Tiller['loading'], 'load' | 'cancel'>): Line {
  const { kind } = status;
  const load = () => void loading.load();
  switch (kind) {
    case 'waiting': {
      const size = manifest ? ` (${megabytes(manifest.bytes)} MB)` : '';
      return { kind, sentence: status.reason, action: { label: `Load the model${size}`, primary: true, onPress: load } };
    }
    case 'loading':
      return { kind, sentence: '', progress: progressOf(status.progress), action: { label: 'Cancel', onPress: loading.cancel } };
    case 'ready': {
      const { backend, precision, systemRole, fromCache, loadMs } = status.info;
      if (status.preparing)
        return { kind, sentence: 'More adapters are being loaded.', action: { label: 'Cancel', onPress: loading.cancel } };
      const where = `${modelName(manifest)} runs here, on ${backendNames[backend]} (${precision}).`;
      const how = `Loaded in ${(loadMs / 1000).toFixed(1)} s${fromCache ? ' from the cache' : ''}.`;
      const system = systemRole ? '' : ' Its chat has no system role: the system text goes before the prompt.';
      return { kind, sentence: `${where} ${how}${system}` };
    }
    case 'recovering': {
      const sentence = `${status.reason} Starting another backend; the answer goes on from where it was.`;
      return { kind, sentence, progress: progressOf(status.progress) };
    }
    case 'failed': {
      const { message, code } = status;
      return { kind, sentence: `The model did not load: ${message}`, code, action: { label: 'Try again', onPress: load } };
    }
  }
}

function progressOf(progress: LoadProgress | undefined): ModelProgress {
  const { phase, done, total, note } = progress ?? { phase: 'shards' as const, done: 0, total: 0, note: '' };
  const counts = (phase === 'shards' || phase === 'weights') && total >= 1e6;
  const bytes = counts ? ` ${megabytes(done)} of ${megabytes(total)} MB` : '';
  return { label: `${phaseNames[phase]}${bytes}`, share: total > 0 ? done / total : undefined, note };
}
