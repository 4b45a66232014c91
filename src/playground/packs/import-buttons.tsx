/** Two pickers for a pack: its bundle, or its folder. */
import { useRef } from 'react';
import { pickedFiles, readDropped } from '../../packs/dropped-files.ts';
import { useTiller } from '../state/tiller-context.ts';

export function ImportButtons() {
  return (
    <span className="import-buttons">
      <Picker label="Import a file …" />
      <Picker label="Import a folder …" folder />
    </span>
  );
}

function Picker({ label, folder = false }: { readonly label: string; readonly folder?: boolean }) {
  const { myPacks } = useTiller();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className="button" onClick={() => input.current?.click()}>
        {label}
      </button>
      <input
        ref={(element) => {
          input.current = element;
          if (element) element.webkitdirectory = folder;
        }}
        type="file"
        hidden
        aria-label={label}
        {...(folder ? {} : { accept: '.zip,application/zip' })}
        onChange={({ currentTarget }) => {
          const files = pickedFiles(currentTarget.files ?? []);
          // The same file may be picked again.
          currentTarget.value = '';
          if (files.length > 0) void myPacks.bring(() => readDropped(files));
        }}
      />
    </>
  );
}
