/** How a text was made, in one dense line. */
import type { StopReason } from '../../lm/requests.ts';
import { changedParts, countChanged } from '../state/changed-words.ts';
import type { Run } from '../state/runs-store.ts';

const stops: Readonly<Record<StopReason, string>> = {
  end: 'ended by itself',
  length: 'cut at the token limit',
  aborted: 'stopped',
};

export function RunFacts({ run }: { readonly run: Run }) {
  return (
    <ul className="run-facts">
      {facts(run).map((fact) => (
        <li key={fact}>{fact}</li>
      ))}
    </ul>
  );
}

function facts(run: Run): string[] {
  const { status, text, tokens, stop, kept, drafted, ties, tokensPerSecond, misalignment, previousText, job } = run;
  if (status === 'empty' || status === 'failed') return [];
  const settled = status === 'done' || status === 'stopped' || status === 'precomputed';
  const found: string[] = [];
  if (tokens.length > 0) found.push(`${tokens.length} ${tokens.length === 1 ? 'token' : 'tokens'}`);
  if (settled && tokensPerSecond !== undefined) found.push(`${tokensPerSecond.toFixed(1)} tokens/s`);
  if (settled && stop) found.push(stops[stop]);
  if (settled && previousText !== undefined) {
    const changed = countChanged(changedParts(previousText, text));
    found.push(changed === 0 ? 'same words as before' : `${changed} ${changed === 1 ? 'word' : 'words'} new`);
  }
  if (settled && drafted) found.push(`${kept ?? 0} of ${drafted} draft tokens kept`);
  if (settled && ties) found.push(`${ties} near ${ties === 1 ? 'tie' : 'ties'}`);
  if (settled && misalignment !== undefined) found.push(`experts part by ${misalignment.toFixed(2)} nats a token`);
  if (job && status !== 'precomputed') found.push(`seed ${job.seed}`);
  return found;
}
