import { expect, it } from 'vitest';
import { embedMarkup, embedParts, embedViews, formatEmbed, parseEmbed } from './embed.ts';

it('an address without embed shows the whole page', () => {
  expect(parseEmbed('')).toEqual({ view: undefined, hide: [], notices: [] });
  expect(parseEmbed('?utm_source=x&hide=prompt')).toEqual({ view: undefined, hide: [], notices: [] });
});

it('every view and every part of it goes into an address and comes back', () => {
  for (const view of embedViews) {
    const hide = Object.keys(embedParts[view]);
    expect(parseEmbed(formatEmbed(view, hide))).toEqual({ view, hide, notices: [] });
    expect(parseEmbed(formatEmbed(view, []))).toEqual({ view, hide: [], notices: [] });
  }
});

it('what it does not know is refused in a sentence', () => {
  expect(parseEmbed('?embed=all').view).toBeUndefined();
  expect(parseEmbed('?embed=all').notices).toEqual([
    'The address has embed=“all”; expected panes, front, lesson. The whole page is shown.',
  ]);
  const wrong = parseEmbed('?embed=front&hide=axes,ads,axes');
  expect(wrong.hide).toEqual(['axes']);
  expect(wrong.notices[0]).toMatch(/^The address would hide “ads”; with embed=front that is one of prompt, .*\. It was left out\.$/);
  expect(parseEmbed(`?embed=${'x'.repeat(5000)}`).notices[0]?.length).toBeLessThan(200);
});

it('the frame quotes what it is given', () => {
  expect(embedMarkup('https://a.example/?embed=front&hide=axes#v=1&prompt="<', 'A "front"')).toBe(
    '<iframe src="https://a.example/?embed=front&amp;hide=axes#v=1&amp;prompt=&quot;&lt;" title="A &quot;front&quot;" width="100%" height="640" style="border: 0" allow="cross-origin-isolated" loading="lazy"></iframe>',
  );
});
