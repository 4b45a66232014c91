/** A pack dropped anywhere on the page is brought in; while files are dragged over it, the page says so. */
import { useEffect, useState } from 'react';
import { droppedFiles, readDropped } from '../../packs/dropped-files.ts';
import { useTiller } from '../state/tiller-context.ts';
import './drop-zone.css';

const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false;

export function DropZone() {
  const { myPacks } = useTiller();
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
      const files = droppedFiles(event.dataTransfer);
      void myPacks.bring(async () => readDropped(await files));
    });
    return () => listening.abort();
  }, [myPacks]);
  return over ? (
    <div className="drop-zone" aria-hidden="true">
      <p>Drop a pack: a .zip file or a folder</p>
    </div>
  ) : null;
}
