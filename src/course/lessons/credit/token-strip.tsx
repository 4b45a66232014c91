/** A text as a row of tokens with its tones, and under it the credit of each token as a bar from zero. */
import type { ReactElement } from 'react';
import { strings } from '../../../strings/strings.ts';
import type { CreditLearner } from '../../../theory/credit-training.ts';
import { fill } from '../../prose/parse-prose.ts';

const words = strings.lessons.credit.figure;
const cell = 26;
const left = 44;
const [barTop, barBottom] = [66, 150];
const letters = 'abcdefgh';

export function TokenStrip({ kind, sample, colour }: Pick<CreditLearner, 'kind' | 'sample'> & { readonly colour: string }): ReactElement {
  const { text, tones, credit, reward } = sample;
  const reach = Math.max(0.05, ...credit.map(Math.abs));
  const zero = (barTop + barBottom) / 2;
  const height = (value: number) => ((barBottom - barTop) / 2) * (value / reach);
  const largest = credit.reduce((best, value, t) => (Math.abs(value) > Math.abs(credit[best] as number) ? t : best), 0);
  const said = {
    tokens: text.length,
    reward: reward.toFixed(2),
    warm: tones.filter((tone) => tone > 0).length,
    cold: tones.filter((tone) => tone < 0).length,
    largest: (credit[largest] as number).toFixed(2),
    place: largest + 1,
  };
  const middle = (t: number) => left + cell * (t + 0.5);
  return (
    <div>
      <p className="figure-title">{fill(words.strip, { kind: words[kind].toLowerCase() })}</p>
      <svg
        className="token-strip"
        viewBox={`0 0 ${left + cell * text.length + 4} 158`}
        role="img"
        aria-label={fill(words.stripSummary, said)}
      >
        <text x={0} y={42} className="token-strip-label">
          {words.tone}
        </text>
        <text x={0} y={zero + 4} className="token-strip-label">
          {words.credit}
        </text>
        <line x1={left} x2={left + cell * text.length} y1={zero} y2={zero} className="token-strip-zero" />
        {text.map((token, t) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a token is its place
          <g key={t}>
            <rect x={middle(t) - 11} y={2} width={22} height={22} rx={3} className="token-strip-token" data-tone={tones[t]} />
            <text x={middle(t)} y={18} textAnchor="middle">
              {letters[token]}
            </text>
            <text x={middle(t)} y={42} textAnchor="middle" className="token-strip-tone" data-tone={tones[t]}>
              {toneSign(tones[t] as number)}
            </text>
            <rect
              x={middle(t) - 8}
              width={16}
              y={zero - Math.max(0, height(credit[t] as number))}
              height={Math.abs(height(credit[t] as number))}
              style={{ fill: colour }}
            />
          </g>
        ))}
      </svg>
    </div>
  );
}

function toneSign(tone: number): string {
  return tone > 0 ? '+' : tone < 0 ? '−' : '·';
}
