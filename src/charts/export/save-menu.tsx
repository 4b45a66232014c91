/** One button for everything that can be taken away of a chart: the picture, and its numbers as files. */
import type { ReactElement } from 'react';
import { download } from '../../ui/download.ts';
import { loadCode } from '../../ui/late-part.tsx';
import { Menu } from '../../ui/menu.tsx';
import type { FigureWords } from './compose-figure.ts';

export interface SavedFile {
  /** In the menu, e.g. `Table (CSV)`. */
  readonly label: string;
  /** With its ending. */
  readonly name: string;
  readonly type: string;
  readonly content: () => string | Promise<string>;
}

export interface SaveMenuProps {
  /** Begins with `Save`. */
  readonly name: string;
  /** Of the pictures' files, without ending; without it there are no pictures. */
  readonly file?: string | undefined;
  /** Holds the drawings and their legend. */
  readonly chart: () => Element | null;
  readonly words: () => FigureWords;
  readonly files: readonly SavedFile[];
  readonly label?: string;
  /** One sentence. */
  readonly onFail: (sentence: string) => void;
}

export function SaveMenu({ name, file, chart, words, files, label = 'Save', onFail }: SaveMenuProps): ReactElement {
  /** Its code is fetched when a picture is first asked for: most readers ask for none. */
  const draw = async () => {
    const { figureSvg, pngOfSvg } = await loadCode(() => import('./figure-file.ts'));
    const element = chart();
    if (!element) throw new Error('There is no chart here to save.');
    const svg = figureSvg(element, words());
    return { svg, png: () => pngOfSvg(svg) };
  };
  const saving = (save: () => void | Promise<void>) => async () => {
    try {
      await save();
    } catch (error) {
      onFail(`It could not be saved: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const pictures =
    file === undefined
      ? []
      : [
          { label: 'Picture (SVG)', onChoose: saving(async () => download((await draw()).svg, `${file}.svg`, 'image/svg+xml')) },
          { label: 'Picture (PNG)', onChoose: saving(async () => download(await (await draw()).png(), `${file}.png`, 'image/png')) },
        ];
  const tables = files.map((one) => ({
    label: one.label,
    onChoose: saving(async () => download(await one.content(), one.name, one.type)),
  }));
  return <Menu label={label} name={name} entries={[...pictures, ...tables]} disabled={pictures.length + tables.length === 0} />;
}
