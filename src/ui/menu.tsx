/**
 * A button that opens a list of plain buttons. The browser's own popover does most of it: Escape and a click beside it close the list, and the
 * focus goes back to the button. Where there is no popover the list opens in place, below the button.
 */
import { type KeyboardEvent, type ReactElement, type ToggleEvent, useId, useRef, useState } from 'react';
import { entryOfKey, type MenuPlace, placeMenu } from './menu-place.ts';
import './menu.css';

export interface MenuEntry {
  readonly label: string;
  /** What a screen reader says, where the label is not enough. */
  readonly name?: string;
  /** Of what is on or off; undefined for what is done. */
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly onChoose: () => void;
}

export interface MenuProps {
  /** On the button. */
  readonly label: string;
  /** What a screen reader says; begins with the label, e.g. `More for CLP`. Default: the label. */
  readonly name?: string;
  /** Each label once. */
  readonly entries: readonly MenuEntry[];
  readonly disabled?: boolean;
}

/** Of an entry, px: by it a menu knows whether it has room below its button before it is drawn. */
const entryHeight = 32;

export function Menu({ label, name, entries, disabled = false }: MenuProps): ReactElement {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const [open, setOpen] = useState(false);
  const [place, setPlace] = useState<MenuPlace>();
  const popover = knowsPopover();

  const show = () => {
    if (popover) list.current?.showPopover();
    else setOpen(true);
  };
  const hide = () => {
    if (popover) return list.current?.hidePopover();
    setOpen(false);
    button.current?.focus();
  };
  const buttons = () => [...(list.current?.querySelectorAll('button') ?? [])];
  const onKeyDown = (event: KeyboardEvent, from: number) => {
    if (event.key === 'Escape' && open) {
      // It closes this list, and nothing else that Escape ends.
      event.stopPropagation();
      if (!popover) hide();
      return;
    }
    const to = entryOfKey(event.key, from, entries.length);
    if (to === undefined) return;
    event.preventDefault();
    if (!open) show();
    // The list that opens in place is there after the next drawing.
    if (popover || open) buttons()[to]?.focus();
  };
  return (
    <span className="menu">
      <button
        ref={button}
        type="button"
        className="button plain"
        disabled={disabled}
        aria-label={name}
        aria-expanded={open}
        aria-controls={id}
        {...(popover ? { popoverTarget: id } : { onClick: () => setOpen(!open) })}
        onKeyDown={(event) => onKeyDown(event, -1)}
      >
        {label}
      </button>
      <ul
        ref={list}
        id={id}
        className="menu-list"
        aria-label={name ?? label}
        style={place}
        {...(popover
          ? {
              popover: 'auto' as const,
              onBeforeToggle: ({ newState }: ToggleEvent<HTMLUListElement>) => {
                setOpen(newState === 'open');
                if (newState === 'open' && button.current) {
                  setPlace(placeMenu(button.current.getBoundingClientRect(), entries.length * entryHeight, sight()));
                }
              },
            }
          : { hidden: !open })}
      >
        {entries.map((entry, i) => (
          <li key={entry.label}>
            <button
              type="button"
              className="button plain"
              disabled={entry.disabled}
              aria-label={entry.name}
              aria-pressed={entry.pressed}
              onKeyDown={(event) => onKeyDown(event, i)}
              onClick={() => {
                hide();
                entry.onChoose();
              }}
            >
              {entry.label}
            </button>
          </li>
        ))}
      </ul>
    </span>
  );
}

function knowsPopover(): boolean {
  const { HTMLElement: element } = globalThis as { HTMLElement?: typeof HTMLElement };
  return element !== undefined && 'popover' in element.prototype;
}

function sight() {
  const { clientWidth: width, clientHeight: height } = document.documentElement;
  return { width, height, scrollX, scrollY };
}
