import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { strings } from '../../strings/strings.ts';
import { fill } from '../prose/parse-prose.ts';
import type { CourseModel } from './course-model.ts';
import './model-bar.css';

export interface ModelBarProps {
  readonly model: CourseModel;
  /** What stands in for the model until it is there, in a sentence. */
  readonly until: string;
}

/** Whether the real model is here; a button that loads it, and how far that is. */
export function ModelBar({ model, until }: ModelBarProps): ReactElement {
  const status = useStore(model.status);
  const { frame } = strings;
  return (
    <div className="model-bar">
      <p role="status">
        {status.kind === 'absent' && until}
        {status.kind === 'loading' && `${frame.modelLoading} ${status.note}`}
        {status.kind === 'ready' && fill(frame.modelReady, { backend: status.info.backend })}
        {status.kind === 'failed' && fill(frame.modelFailed, { message: status.message })}
      </p>
      {status.kind === 'loading' && <progress aria-label={frame.modelLoading} max={1} value={status.share} />}
      {(status.kind === 'absent' || status.kind === 'failed') && (
        <button type="button" className="button" onClick={() => void model.load()}>
          {frame.loadModel}
        </button>
      )}
    </div>
  );
}
