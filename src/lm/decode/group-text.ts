/** One text while it grows: takes tokens, tells the page, knows when it is over. */
import type { DecodeEvent, GroupResult, StopReason } from '../requests.ts';
import type { Tokenizer } from '../text/tokenizer.ts';

export class GroupText {
  readonly tokens: number[] = [];
  /** Draft positions that float error may decide. */
  ties = 0;
  stop: StopReason | undefined;
  /** One a token, or none. */
  private readonly misalignment: number[] = [];
  private text = '';
  /** Tokens that were told to the page. */
  private told = 0;
  private pending = '';
  private readonly stream: ReturnType<Tokenizer['stream']>;

  constructor(
    readonly id: string,
    private readonly tokenizer: Pick<Tokenizer, 'stops' | 'stream'>,
    private readonly maxTokens: number,
    private readonly onEvent: (event: DecodeEvent) => void,
    /** Draft tokens that stood, so far; undefined where drafts are not taken. */
    public kept?: number,
  ) {
    this.stream = tokenizer.stream();
  }

  /**
   * Takes the token at the next position; an end token ends the text and is not part of it.
   * @param misalignment Of the experts that were mixed into it, see GroupResult.
   */
  take(token: number, misalignment?: number): void {
    if (this.tokenizer.stops.has(token)) {
      this.stop = 'end';
      return;
    }
    this.tokens.push(token);
    if (misalignment !== undefined) this.misalignment.push(misalignment);
    this.pending += this.stream.push(token);
    if (this.tokens.length === this.maxTokens) this.stop = 'length';
  }

  /** Sends what is new; at the end the rest of the text and the result too. */
  tell(): void {
    if (this.stop !== undefined) this.pending += this.stream.end();
    const tokens = this.tokens.slice(this.told);
    if (tokens.length > 0 || this.pending !== '') this.onEvent({ type: 'group-delta', id: this.id, tokens, text: this.pending });
    this.text += this.pending;
    this.told = this.tokens.length;
    this.pending = '';
    if (this.stop !== undefined) this.onEvent({ type: 'group-end', result: this.result() });
  }

  abort(): void {
    this.stop = 'aborted';
    this.tell();
  }

  result(): GroupResult {
    const { id, text, tokens, kept, ties, misalignment } = this;
    const measured = misalignment.length > 0 ? { misalignment } : {};
    return { id, text, tokens, stop: this.stop ?? 'aborted', ...(kept === undefined ? {} : { kept }), ties, ...measured };
  }
}
