/** The bench: the project, the five stations at a glance, and the one that is open. */
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { ErrorBoundary } from '../ui/error-boundary.tsx';
import { AsideNotice } from './aside-notice.tsx';
import { ProjectBar } from './project-bar.tsx';
import { StartList } from './starts/start-list.tsx';
import { startTime } from './starts/start-time.ts';
import type { Start } from './starts/starts.ts';
import { useStarting } from './starts/use-starting.ts';
import { isUntouched } from './state/project-schema.ts';
import { useProject, useWorkshop } from './state/workshop-context.ts';
import type { Glance } from './station.ts';
import { stations } from './stations.ts';
import { Strip } from './strip.tsx';
import './bench.css';

export interface BenchProps {
  /** As the address names it; undefined or unknown is the first that asks for something. */
  readonly station?: string | undefined;
  /** An experiment that the address asks for. */
  readonly start?: string | undefined;
}

export function Bench({ station, start }: BenchProps): ReactElement {
  // biome-ignore lint/correctness/useHookAtTopLevel: the stations are the same at every drawing, so their hooks keep their order
  const glances = stations.map(({ useGlance }) => useGlance());
  const asking = stations[firstAsking(glances)]?.id;
  // Where the address names none: the one whose turn it was when the reader came. What is done in it does not take it away.
  const [first] = useState(asking);
  const open = stations.find(({ id }) => id === (station ?? first)) ?? stations[0];
  const heading = useRef<HTMLHeadingElement>(null);
  const named = useRef(station);
  useEffect(() => {
    if (named.current === station) return;
    named.current = station;
    // A reader who chose another station goes on there; who came with the page starts at its top.
    heading.current?.focus();
  }, [station]);
  const { offered, choose, decline } = useStarting(start);
  const empty = useProject((state) => isUntouched(state.project));
  return (
    <div className="bench">
      <ProjectBar onStart={choose} />
      <Notices />
      {offered && (
        <Notice
          sentence={`The link sets up “${offered.title}” in the place of your project.`}
          action="Set it up"
          onAction={() => choose(offered)}
          onDismiss={decline}
        />
      )}
      {empty && <Starts onChoose={choose} />}
      <Strip stations={stations} glances={glances} open={open?.id} asking={asking} />
      {open && (
        <section key={open.id} className="station" aria-labelledby="station-heading">
          <header className="station-head">
            <h2 id="station-heading" ref={heading} tabIndex={-1}>
              {open.name}
            </h2>
            <p>{open.purpose}</p>
          </header>
          <ErrorBoundary region={`station “${open.name}”`}>
            <open.Body />
          </ErrorBoundary>
        </section>
      )}
      <Announcer />
    </div>
  );
}

function Starts({ onChoose }: { readonly onChoose: (start: Start) => void }): ReactElement {
  const { pool, runs } = useWorkshop();
  const candidates = useStore(pool, (state) => state.candidates);
  const past = useStore(runs, (state) => state.runs);
  return <StartList timeOf={(start) => startTime(start, { candidates }, { runs: past })} onChoose={onChoose} />;
}

/** Place of the first station that is not done; of the last where all are. */
function firstAsking(glances: readonly Glance[]): number {
  const place = glances.findIndex(({ done }) => !done);
  return place < 0 ? glances.length - 1 : place;
}

function Notices(): ReactElement {
  const { project, notices } = useWorkshop();
  const { notices: waiting, dismiss } = useStore(notices);
  const { keeping, removed, asides, undo, dismiss: forget, takeOver, readAgain } = useStore(project);
  return (
    // There before anything is said: a live region that comes with its words is not read out.
    <section aria-label="Notices" role="status" className="bench-notices">
      {keeping.kind === 'elsewhere' && (
        <Notice sentence="The workshop is open in another tab; what you change here is not kept." action="Work here" onAction={takeOver} />
      )}
      {keeping.kind === 'visit' && (
        <Notice sentence="This browser keeps nothing: your project is gone when you leave. Export it to keep it." />
      )}
      {keeping.kind === 'unread' && (
        <Notice
          sentence={`What this browser keeps of your project could not be had (${keeping.message}), so nothing is written over it: what you make here is gone when you leave.`}
          action="Try again"
          onAction={readAgain}
        />
      )}
      {keeping.kind === 'failed' && <Notice sentence={`Your last change could not be kept: ${keeping.message}`} />}
      {removed && <Notice sentence={`${removed.what} was removed.`} action="Undo" onAction={undo} onDismiss={forget} />}
      {asides.map((aside) => (
        <AsideNotice key={aside.id} aside={aside} />
      ))}
      {waiting.map((sentence) => (
        <Notice key={sentence} sentence={sentence} onDismiss={() => dismiss(sentence)} />
      ))}
    </section>
  );
}

interface NoticeProps {
  readonly sentence: string;
  readonly action?: string;
  readonly onAction?: () => unknown;
  readonly onDismiss?: () => void;
}

function Notice({ sentence, action, onAction, onDismiss }: NoticeProps): ReactElement {
  return (
    <div className="notice">
      <span>{sentence}</span>
      <span className="actions">
        {action && (
          <button type="button" className="button" onClick={onAction}>
            {action}
          </button>
        )}
        {onDismiss && (
          <button type="button" className="button plain" onClick={onDismiss}>
            Dismiss
          </button>
        )}
      </span>
    </div>
  );
}

/** Two regions that speak in turn: one that got the same sentence again would not have changed, and nothing would be heard. */
function Announcer(): ReactElement[] {
  const { announcement, announcements } = useStore(useWorkshop().notices);
  return [0, 1].map((turn) => (
    <div key={turn} className="visually-hidden" role="status" aria-live="polite">
      {announcements % 2 === turn ? announcement : ''}
    </div>
  ));
}
