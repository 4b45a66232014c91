/** A pack dropped anywhere on the page is brought in, a front or a run is shown; while files are dragged over it, the page says so. */
import { useEffect, useRef, useState } from 'react';
import { droppedFiles } from '../../packs/dropped-files.ts';
import { useTiller } from '../state/tiller-context.ts';
import { takeFiles } from './take-files.ts';
import './drop-zone.css';

const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false;

export function DropZone() {
  const tiller = useTiller();
  // The page that is there when a file is dropped, which may be another pack's than when this began to listen.
  const latest = useRef(tiller);
  latest.current = tiller;
  const [over, setOver] = useState(false);
  useEffect(() => {
    const listening = new AbortController();
    const on = (type: 'dragover' | 'dragleave' | 'drop', handle: (event: DragEvent) => void) =>
      addEventListener(type, handle, { signal: listening.signal });
    on('dragover', (event) => {
      if (!hasFiles(event)) return;
      // Without this the browser would leave the page for the file.
      event.preventDefault();
      setOver(true);
    });
    on('dragleave', ({ relatedTarget }) => {
      if (relatedTarget === null) setOver(false);
    });
    on('drop', (event) => {
      setOver(false);
      if (!hasFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      void takeFiles(droppedFiles(event.dataTransfer), latest.current);
    });
    return () => listening.abort();
  }, []);
  return over ? (
    <div className="drop-zone" aria-hidden="true">
      <p>Drop a pack: a .zip file or a folder. Or a run, a sweep or a front: a .json file</p>
    </div>
  ) : null;
}
