/** How a text was made, in one dense line. */
import type { StopReason } from '../../lm/requests.ts';
import { changedParts, countChanged } from '../state/changed-words.ts';
import type { Run } from '../state/run.ts';

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
  if (run.status === 'empty' || run.status === 'failed') return [];
  const found: string[] = [];
  if ('tokens' in run && run.tokens.length > 0) found.push(`${run.tokens.length} ${run.tokens.length === 1 ? 'token' : 'tokens'}`);
  const made = 'made' in run ? run.made : undefined;
  if (made?.tokensPerSecond !== undefined) found.push(`${made.tokensPerSecond.toFixed(1)} tokens/s`);
  if ('stop' in run) {
    found.push(stops[run.stop]);
    if (run.previousText !== undefined) {
      const changed = countChanged(changedParts(run.previousText, run.text));
      found.push(changed === 0 ? 'same words as before' : `${changed} ${changed === 1 ? 'word' : 'words'} new`);
    }
  }
  if (made?.drafted) {
    const anew = 'decoded from scratch, as half precision needs';
    found.push(made.kept === undefined ? anew : `${made.kept} of ${made.drafted} draft tokens kept`);
  }
  if (made?.ties) found.push(`${made.ties} near ${made.ties === 1 ? 'tie' : 'ties'}`);
  if (made?.misalignment !== undefined) found.push(`experts part by ${made.misalignment.toFixed(2)} nats a token`);
  if (run.status === 'precomputed') return found;
  const { prefix, seed } = run.job;
  found.push(prefix ? `${prefix.length} tokens given, then seed ${seed}` : `seed ${seed}`);
  return found;
}
