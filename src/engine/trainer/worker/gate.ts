/** Lets others go first: while another has the machine, work stands at its next boundary. */
import { abortable } from '../../abort.ts';

export class Gate {
  private freed: Promise<void> | undefined;
  private release = () => {};
  /** Milliseconds that work has stood here so far. */
  stood = 0;

  /**
   * @param pause Lets other tasks of this thread run.
   * @param now Milliseconds.
   */
  constructor(
    private readonly pause: () => Promise<void>,
    private readonly now: () => number,
  ) {}

  setBusy(busy: boolean): void {
    if (busy && !this.freed) {
      this.freed = new Promise((resolve) => {
        this.release = resolve;
      });
    } else if (!busy) {
      this.release();
      this.freed = undefined;
    }
  }

  /**
   * Awaited at every boundary: lets messages in, and stands while another has the machine.
   * @throws the signal's reason when aborted, also while it stands.
   */
  async pass(signal: AbortSignal): Promise<void> {
    await this.pause();
    signal.throwIfAborted();
    const from = this.now();
    while (this.freed) await abortable(this.freed, signal);
    this.stood += this.now() - from;
  }
}
