/** Where a menu opens, and which of its entries a key leads to. Pure: the page is measured by the menu itself. */

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The part of the page that is in sight: its size, and how far the page is scrolled, in px. */
export interface Sight {
  readonly width: number;
  readonly height: number;
  readonly scrollX: number;
  readonly scrollY: number;
}

/** Distances in px, as `position: absolute` on the page takes them: the menu moves with the page, not with the window. */
export interface MenuPlace {
  readonly left?: number;
  readonly right?: number;
  readonly top?: number;
  readonly bottom?: number;
  readonly maxWidth: number;
}

/** Between button and menu, and between menu and the edge of the window, px. */
const gap = 4;

/** Below the button, or above it where only there is room; along the edge of the button from which it has more room sideways. */
export function placeMenu(button: Box, height: number, { width, height: inSight, scrollX, scrollY }: Sight): MenuPlace {
  const toRight = width - button.left;
  const sideways =
    toRight >= button.right
      ? { left: button.left + scrollX, maxWidth: toRight - gap }
      : { right: width - button.right - scrollX, maxWidth: button.right - gap };
  const below = inSight - button.bottom;
  return below >= height + gap || below >= button.top
    ? { ...sideways, top: button.bottom + gap + scrollY }
    : { ...sideways, bottom: inSight - button.top + gap - scrollY };
}

/** The entry that a key leads to from the entry at `from` (-1: from the button), round at the ends; undefined for every other key. */
export function entryOfKey(key: string, from: number, count: number): number | undefined {
  if (count === 0) return undefined;
  if (key === 'ArrowDown') return (from + 1) % count;
  if (key === 'ArrowUp') return (Math.max(from, 0) - 1 + count) % count;
  if (from < 0) return undefined;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : undefined;
}
