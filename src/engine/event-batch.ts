/** Joins the deltas of a run so that the page hears of each group at most once a frame, and goes on seamlessly after a restart. */

import type { GroupRequest, GroupResult } from '../lm/requests.ts';
import type { EngineEvent } from './protocol.ts';

interface GroupProgress {
  /** Of the present attempt. */
  tokens: number[];
  text: string;
  /** The longest of the attempts before. */
  before: { readonly tokens: readonly number[]; readonly text: string };
  /** What the page has been told, over all attempts. */
  toldTokens: number;
  toldText: number;
}

export class EventBatch {
  private readonly groups = new Map<string, GroupProgress>();
  private readonly ended = new Map<string, GroupResult>();
  private scheduled = false;
  private closed = false;

  /**
   * @param schedule Calls back once, soon: requestAnimationFrame in the page.
   */
  constructor(
    private readonly onEvent: ((event: EngineEvent) => void) | undefined,
    private readonly schedule: (flush: () => void) => void,
  ) {}

  add(event: EngineEvent): void {
    if (this.closed) return;
    if (event.type === 'group-delta') {
      const group = this.group(event.id);
      group.tokens.push(...event.tokens);
      group.text += event.text;
      if (this.scheduled) return;
      this.scheduled = true;
      this.schedule(() => this.flush());
      return;
    }
    this.flush();
    if (event.type === 'group-end') {
      // After a restart a group that had ended ends again.
      if (this.ended.has(event.result.id)) return;
      this.ended.set(event.result.id, event.result);
    }
    this.onEvent?.(event);
  }

  /** Tells what has come since the last frame. */
  flush(): void {
    this.scheduled = false;
    if (this.closed) return;
    for (const [id, group] of this.groups) {
      if (group.tokens.length <= group.toldTokens && group.text.length <= group.toldText) continue;
      const tokens = group.tokens.slice(group.toldTokens);
      const text = group.text.slice(group.toldText);
      group.toldTokens = Math.max(group.toldTokens, group.tokens.length);
      group.toldText = Math.max(group.toldText, group.text.length);
      this.onEvent?.({ type: 'group-delta', id, tokens, text });
    }
  }

  /** The run is over, however it ended: tells the last of it. From here on nothing is told, whatever frame comes late. */
  close(): void {
    this.flush();
    this.closed = true;
  }

  /**
   * The requests of a run that broke off, to go on from the tokens it had: they become the drafts.
   * Deltas of the next attempt are told only beyond what the page has.
   */
  resume(groups: readonly GroupRequest[]): GroupRequest[] {
    this.flush();
    return groups.map((request) => {
      const group = this.groups.get(request.id);
      if (!group) return request;
      const { tokens } = longest(group);
      group.before = longest(group);
      group.tokens = [];
      group.text = '';
      return tokens.length >= (request.draft?.length ?? 0) ? { ...request, draft: tokens } : request;
    });
  }

  /** What a run that was stopped here has made. */
  soFar(groups: readonly GroupRequest[]): GroupResult[] {
    return groups.map(({ id, draft }) => {
      const result = this.ended.get(id);
      if (result) return result;
      const { tokens, text } = longest(this.group(id));
      return keptOfDraft({ id, text, tokens, stop: 'aborted', kept: 0, ties: 0 }, draft);
    });
  }

  private group(id: string): GroupProgress {
    let group = this.groups.get(id);
    if (!group) {
      group = { tokens: [], text: '', before: { tokens: [], text: '' }, toldTokens: 0, toldText: 0 };
      this.groups.set(id, group);
    }
    return group;
  }
}

function longest({ tokens, text, before }: GroupProgress): GroupProgress['before'] {
  return tokens.length >= before.tokens.length ? { tokens: [...tokens], text } : before;
}

/** A restarted run verified its own tokens; `kept` counts those of the caller's draft. */
export function keptOfDraft(result: GroupResult, draft: readonly number[] | undefined): GroupResult {
  if (result.kept === undefined) return result;
  const differs = (draft ?? []).findIndex((token, index) => token !== result.tokens[index]);
  return { ...result, kept: differs === -1 ? Math.min(draft?.length ?? 0, result.tokens.length) : differs };
}
