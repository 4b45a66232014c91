/** Joins the deltas of a run so that the page hears of each group at most once a frame, and goes on seamlessly after a restart. */

import type { GroupRequest, GroupResult } from '../lm/requests.ts';
import type { EngineEvent } from './protocol.ts';

interface GroupProgress {
  /** Of the present attempt. */
  tokens: number[];
  text: string;
  /** What the page has been told, over all attempts. */
  toldTokens: number;
  toldText: number;
}

export class EventBatch {
  private readonly groups = new Map<string, GroupProgress>();
  private readonly ended = new Set<string>();
  private scheduled = false;

  /**
   * @param schedule Calls back once, soon: requestAnimationFrame in the page.
   */
  constructor(
    private readonly onEvent: ((event: EngineEvent) => void) | undefined,
    private readonly schedule: (flush: () => void) => void,
  ) {}

  add(event: EngineEvent): void {
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
      this.ended.add(event.result.id);
    }
    this.onEvent?.(event);
  }

  /** Tells what has come since the last frame. */
  flush(): void {
    this.scheduled = false;
    for (const [id, group] of this.groups) {
      if (group.tokens.length <= group.toldTokens && group.text.length <= group.toldText) continue;
      const tokens = group.tokens.slice(group.toldTokens);
      const text = group.text.slice(group.toldText);
      group.toldTokens = Math.max(group.toldTokens, group.tokens.length);
      group.toldText = Math.max(group.toldText, group.text.length);
      this.onEvent?.({ type: 'group-delta', id, tokens, text });
    }
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
      const { tokens } = group;
      group.tokens = [];
      group.text = '';
      return tokens.length >= (request.draft?.length ?? 0) ? { ...request, draft: tokens } : request;
    });
  }

  private group(id: string): GroupProgress {
    let group = this.groups.get(id);
    if (!group) {
      group = { tokens: [], text: '', toldTokens: 0, toldText: 0 };
      this.groups.set(id, group);
    }
    return group;
  }
}

/** A restarted run verified its own tokens; `kept` counts those of the caller's draft. */
export function keptOfDraft(result: GroupResult, draft: readonly number[] | undefined): GroupResult {
  const differs = (draft ?? []).findIndex((token, index) => token !== result.tokens[index]);
  return { ...result, kept: differs === -1 ? Math.min(draft?.length ?? 0, result.tokens.length) : differs };
}
