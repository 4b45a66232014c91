/** What the rewards are that a pack brings: their formulas, what games them, their twins, and the code of those that are code. */
import { useTiller } from '../state/tiller-context.ts';
import './own-rewards.css';

export function OwnRewards() {
  const { pack, rewards, golden } = useTiller();
  const { definitions = [] } = pack;
  const shown = [...rewards, ...golden].flatMap((reward) => {
    const definition = definitions.find(({ id }) => id === reward.id);
    return definition ? [{ reward, definition }] : [];
  });
  if (shown.length === 0) return null;
  return (
    <details className="own-rewards">
      <summary>{shown.length === 1 ? 'The reward that this pack brings' : 'The rewards that this pack brings'}</summary>
      {shown.map(({ reward, definition }) => (
        <section key={reward.id} aria-label={reward.label}>
          <h3>{reward.label}</h3>
          <p>{sentence(reward.formula)}</p>
          {definition.kind === 'code' && (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
            <section className="own-code" tabIndex={0} aria-label={`Code of ${reward.label}`}>
              <pre>{definition.source.trimEnd()}</pre>
            </section>
          )}
          {reward.hacks.length > 0 && <p>{`What scores well without being good: ${reward.hacks.join('; ')}.`}</p>}
          {'twin' in reward && <p>{`Twin, which nothing is trained on: ${reward.twin.label}. ${sentence(reward.twin.formula)}`}</p>}
        </section>
      ))}
    </details>
  );
}

function sentence(formula: string): string {
  return `${formula.charAt(0).toUpperCase()}${formula.slice(1)}.`;
}
