import { renderToStaticMarkup } from 'react-dom/server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Menu } from './menu.tsx';
import { entryOfKey, placeMenu } from './menu-place.ts';

const sight = { width: 400, height: 800, scrollX: 0, scrollY: 1000 };
const button = (left: number, top: number) => ({ left, right: left + 60, top, bottom: top + 28 });

describe('a menu opens', () => {
  it('below its button, along the edge from which it has more room, on the page rather than in the window', () => {
    expect(placeMenu(button(20, 100), 96, sight)).toEqual({ left: 20, top: 1132, maxWidth: 376 });
    expect(placeMenu(button(330, 100), 96, sight)).toEqual({ right: 10, top: 1132, maxWidth: 386 });
  });

  it('above it where only there is room', () => {
    // From the bottom of the first window's height: 800 - (1000 + 750) + 4.
    expect(placeMenu(button(20, 750), 96, sight)).toEqual({ left: 20, bottom: -946, maxWidth: 376 });
    expect(placeMenu(button(20, 20), 9000, sight)).toEqual({ left: 20, top: 1052, maxWidth: 376 });
  });
});

it('keys lead from the button to its entries and round among them', () => {
  expect(['ArrowDown', 'ArrowUp', 'Home', 'Tab'].map((key) => entryOfKey(key, -1, 3))).toEqual([0, 2, undefined, undefined]);
  expect(['ArrowDown', 'ArrowUp', 'Home', 'End', 'a'].map((key) => entryOfKey(key, 2, 3))).toEqual([0, 1, 0, 2, undefined]);
  expect(entryOfKey('ArrowUp', 0, 3)).toBe(2);
  expect(entryOfKey('ArrowDown', -1, 0)).toBeUndefined();
});

describe('the markup', () => {
  afterEach(() => vi.unstubAllGlobals());
  const entries = [
    { label: 'Remove', name: 'Remove CLP', onChoose() {} },
    { label: 'Why these words', pressed: true, onChoose() {} },
  ];
  const markup = () => renderToStaticMarkup(<Menu label="More" name="More for CLP" entries={entries} />);

  it('is a closed button with its popover of plain buttons', () => {
    vi.stubGlobal('HTMLElement', { prototype: { popover: null } });
    expect(markup()).toMatch(
      /^<span class="menu"><button [^>]*aria-label="More for CLP" aria-expanded="false"[^>]*popoverTarget="([^"]+)"[^>]*>More<\/button><ul id="\1"/i,
    );
    expect(markup()).toMatch(/<ul [^>]*popover="auto"/);
    expect(markup()).toContain('aria-label="Remove CLP">Remove</button>');
    expect(markup()).toContain('aria-pressed="true">Why these words</button>');
    expect(markup()).not.toContain('role=');
  });

  it('is a list in place where the browser has no popover', () => {
    vi.stubGlobal('HTMLElement', { prototype: {} });
    expect(markup()).toMatch(/<ul [^>]*hidden=""/);
    expect(markup()).not.toContain('popover');
  });
});
