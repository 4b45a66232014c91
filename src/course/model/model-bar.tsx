import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { strings } from '../../strings/strings.ts';
import { ModelStatus } from '../../ui/model-status.tsx';
import { fill } from '../prose/parse-prose.ts';
import type { CourseModel, ModelStatus as Status } from './course-model.ts';

export interface ModelBarProps {
  readonly model: CourseModel;
  /** What stands in for the model until it is there, in a sentence. */
  readonly until: string;
}

/** Whether the real model is here; a button that loads it, and how far that is. */
export function ModelBar({ model, until }: ModelBarProps): ReactElement {
  const status = useStore(model.status);
  const frame = strings.frame;
  const action = { label: frame.loadModel, onPress: () => void model.load() };
  const loading = status.kind === 'loading' ? { label: `${frame.modelLoading} ${status.note}`, share: status.share } : undefined;
  return (
    <ModelStatus
      label={frame.model}
      kind={status.kind === 'absent' ? 'waiting' : status.kind}
      sentence={sentenceOf(status, until)}
      progress={loading}
      action={status.kind === 'absent' || status.kind === 'failed' ? action : undefined}
    />
  );
}

function sentenceOf(status: Status, until: string): string {
  const frame = strings.frame;
  switch (status.kind) {
    case 'absent':
      return until;
    case 'loading':
      return '';
    case 'ready':
      return fill(frame.modelReady, { backend: status.info.backend });
    case 'failed':
      return fill(frame.modelFailed, { message: status.message });
  }
}
