import { useEffect, useState } from 'react';
import { formatRoute } from '../../site/route.ts';
import { isUntouched } from '../state/project-schema.ts';
import { useWorkshop } from '../state/workshop-context.ts';
import { findStart, type Start } from './starts.ts';

export interface Starting {
  /** A start that the address asks for, while the reader's own work is in its place. */
  readonly offered: Start | undefined;
  /** Puts it in the place of the project; work that was there can be had back. */
  readonly choose: (start: Start) => void;
  readonly decline: () => void;
}

/** @param wanted Of the address, which loses it: a reload does not ask again. */
export function useStarting(wanted: string | undefined): Starting {
  const { project, notices } = useWorkshop();
  const [offered, setOffered] = useState<Start>();
  const choose = (start: Start) => {
    const { project: now, change, remove } = project.getState();
    if (isUntouched(now)) change(() => start.project);
    else remove('The project that was here', () => start.project);
    setOffered(undefined);
    location.hash = formatRoute({ page: 'workshop', station: start.opens });
    notices.getState().announce(`${start.title} is set up.`);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address asks once
  useEffect(() => {
    if (wanted === undefined) return;
    const start = findStart(wanted);
    location.replace(formatRoute({ page: 'workshop' }));
    const { project: now } = project.getState();
    if (!start) notices.getState().notify(`The address asks for the start “${wanted.slice(0, 40)}”, which there is not.`);
    else if (isUntouched(now)) choose(start);
    else if (now.start !== start.id) setOffered(start);
  }, [wanted]);
  return { offered, choose, decline: () => setOffered(undefined) };
}
