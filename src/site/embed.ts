/** How the page shows itself inside of another: `?embed=panes|front|lesson`, and `&hide=` for parts that the other page has no use for. Before the hash. */

export const embedViews = ['panes', 'front', 'lesson'] as const;
export type EmbedView = (typeof embedViews)[number];

/** Parts that may be hidden, by view, with what a dialogue calls them. */
export const embedParts = {
  panes: { prompt: 'Prompt', sliders: 'Sliders', scores: 'Scores', facts: 'Facts of a run', status: 'State of the model' },
  front: {
    prompt: 'Prompt',
    sliders: 'Sliders',
    axes: 'Axes',
    legend: 'Legend',
    note: 'Note below the chart',
    status: 'State of the model',
  },
  lesson: { question: 'Question at the end', references: 'References' },
} as const satisfies Readonly<Record<EmbedView, Readonly<Record<string, string>>>>;

export interface Embed {
  /** Undefined: the page stands by itself. */
  readonly view: EmbedView | undefined;
  readonly hide: readonly string[];
  /** One sentence for each value that was left out. */
  readonly notices: readonly string[];
}

const shown = (value: string) => (value.length <= 40 ? value : `${value.slice(0, 39)}…`);

/** @param search Of the location, with or without '?'. Never throws. */
export function parseEmbed(search: string): Embed {
  const parameters = new URLSearchParams(search);
  const asked = parameters.get('embed');
  if (asked === null) return { view: undefined, hide: [], notices: [] };
  const view = embedViews.find((known) => known === asked);
  if (view === undefined) {
    const sentence = `The address has embed=“${shown(asked)}”; expected ${embedViews.join(', ')}. The whole page is shown.`;
    return { view: undefined, hide: [], notices: [sentence] };
  }
  const known = Object.keys(embedParts[view]);
  const named = [...new Set((parameters.get('hide') ?? '').split(',').filter(Boolean))];
  const unknown = named.filter((part) => !known.includes(part));
  return {
    view,
    hide: named.filter((part) => known.includes(part)),
    notices:
      unknown.length === 0
        ? []
        : [
            `The address would hide “${unknown.slice(0, 3).map(shown).join(', ')}”; with embed=${view} that is one of ${known.join(', ')}. It was left out.`,
          ],
  };
}

/** What parseEmbed reads, with '?'. */
export function formatEmbed(view: EmbedView, hide: readonly string[]): string {
  return `?embed=${view}${hide.length > 0 ? `&hide=${hide.join(',')}` : ''}`;
}

/** The markup of a frame; `allow` hands on threads where the host page has them to give. */
export function embedMarkup(address: string, title: string): string {
  const quoted = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return `<iframe src="${quoted(address)}" title="${quoted(title)}" width="100%" height="640" style="border: 0" allow="cross-origin-isolated" loading="lazy"></iframe>`;
}
