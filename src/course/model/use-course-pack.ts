/** The measured pack at once, and the real model when it is asked for. */
import { useEffect, useState } from 'react';
import { sharedEngine } from '../../engine/shared-engine.ts';
import { messageOf } from '../../lm/errors.ts';
import { loadPack, type PackSource } from '../../packs/pack-source.ts';
import { servedFiles } from '../../packs/served-files.ts';
import { slotSources } from '../../packs/slot-sources.ts';
import { siteUrl } from '../../site/site-url.ts';
import { type CourseModel, createCourseModel } from './course-model.ts';
import { lessonPolicies } from './lesson-policies.ts';

export interface CoursePack {
  readonly source: PackSource;
  readonly model: CourseModel;
}

/** Undefined until the pack is read; then with its model, absent until it is loaded. @throws nothing: see `error`. */
export function useCoursePack(): { readonly opened: CoursePack | undefined; readonly error: string | undefined } {
  const [opened, setOpened] = useState<CoursePack>();
  const [error, setError] = useState<string>();
  useEffect(() => {
    const abort = new AbortController();
    let model: CourseModel | undefined;
    loadPack(servedFiles(siteUrl('models/voice/')), abort.signal)
      .then((source) => {
        const { clp, rs } = lessonPolicies(source);
        const slots = slotSources(source.pack, [clp, rs], source.files);
        model = createCourseModel({ engine: sharedEngine(), manifestUrl: siteUrl('models/base/manifest.json'), slots });
        setOpened({ source, model });
      })
      .catch((failure: unknown) => {
        if (!abort.signal.aborted) setError(messageOf(failure));
      });
    return () => {
      abort.abort();
      model?.leave();
    };
  }, []);
  return { opened, error };
}
