import { describe, expect, it } from 'vitest';
import { goodhartCsv } from '../goodhart-csv.ts';
import { comparisonsCsv, indicatorsCsv } from '../indicator-csv.ts';
import { composeFigure } from './compose-figure.ts';
import { escapeXml } from './escape-xml.ts';
import { paintOf } from './paint.ts';
import { wrapWords } from './wrap-words.ts';

const drawing = (width: number, height: number, markup = '<circle r="4"/>') => ({ width, height, markup });
const words = {
  title: 'Richness against brevity, pack “Voice & <more>”',
  caption: 'Small marks are means over 40 held-out prompts × 1 seed, with 95 % intervals.',
  source: 'Tiller, pack voice. Measured at commit 0123456789. Saved on 2026-11-29.',
};
/** Every character as wide as half its height. */
const widthOf = (text: string, size: number) => (text.length * size) / 2;

describe('composeFigure', () => {
  const legend = [
    { signs: [drawing(14, 14)], label: 'CLP' },
    { signs: [drawing(14, 14), drawing(18, 14)], label: 'Rewarded Soups' },
  ];
  const file = composeFigure(
    { words, legend, panels: [{ heading: '', drawing: drawing(400, 300) }], fontFamily: '"Segoe UI", sans-serif' },
    widthOf,
  );

  it('is a file of its own, which names its source and its fonts and holds no variable, class or script', () => {
    expect(file).toMatch(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="432" height="(\d+)" viewBox="0 0 432 \1" font-family="&quot;Segoe UI&quot;, sans-serif"/,
    );
    expect(file).toContain('<title>Richness against brevity, pack “Voice &amp; &lt;more&gt;”</title>');
    expect(file).toContain(`<desc>${words.caption} ${words.source}</desc>`);
    expect(file).not.toMatch(/var\(|class=|style=|<script/);
    // Drawn as well as told: each of its words is in a text.
    const drawn = [...file.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text).join(' ');
    expect(drawn).toContain(words.source);
    expect(drawn).toContain('Rewarded Soups');
  });

  it('puts everything below what is above it, inside the file', () => {
    const height = Number(/height="(\d+)"/.exec(file)?.[1]);
    const rows = [...file.matchAll(/<text x="16" y="(\d+)" font-size/g)].map(([, y]) => Number(y));
    const chart = Number(/translate\(16 (\d+)\)"><circle/.exec(file.split('CLP</text>').at(-1) ?? '')?.[1]);
    expect(rows).toEqual([...rows].sort((a, b) => a - b));
    expect(chart).toBeGreaterThan(rows[0] as number);
    expect(rows.at(-1)).toBeGreaterThan(chart + 300);
    expect(rows.at(-1)).toBeLessThan(height);
  });

  it('heads each of several panels, and gives a long legend more rows', () => {
    const many = Array.from({ length: 9 }, (_, i) => ({ signs: [drawing(14, 14)], label: `Policy number ${i}` }));
    const panels = ['One', 'Two'].map((heading) => ({ heading, drawing: drawing(300, 200) }));
    const tall = composeFigure({ words, legend: many, panels, fontFamily: 'serif' }, widthOf);
    expect(tall).toContain('>One</text>');
    const labels = [...tall.matchAll(/<text x="([\d.]+)" y="(\d+)"[^>]*>Policy number/g)];
    expect(labels).toHaveLength(9);
    expect(new Set(labels.map(([, , y]) => y)).size).toBeGreaterThan(2);
    for (const [, x] of labels) expect(Number(x) + widthOf('Policy number 8', 12.5)).toBeLessThanOrEqual(320 + 16);
  });
});

it('colours are hexadecimal, their opacity apart, and what paints nothing is none', () => {
  expect(paintOf('rgb(0, 103, 168)')).toEqual({ colour: '#0067a8', opacity: 1 });
  expect(paintOf('rgba(28, 30, 32, 0.5)', 0.5)).toEqual({ colour: '#1c1e20', opacity: 0.25 });
  expect(paintOf('color(srgb 0 0.5 1 / 0.1)')).toEqual({ colour: '#0080ff', opacity: 0.1 });
  expect([paintOf('none'), paintOf('rgba(0, 0, 0, 0)'), paintOf('rgb(1, 2, 3)', 0)]).toEqual([undefined, undefined, undefined]);
});

it('texts are escaped, and what XML does not know is left out', () => {
  expect(escapeXml('a < b & "c"\u0000\u001b\ud800 é 🙂\n')).toBe('a &lt; b &amp; &quot;c&quot; é 🙂\n');
});

it('words wrap between words, and a long one stands alone', () => {
  const letters = (text: string) => text.length;
  expect(wrapWords('one two  three', 7, letters)).toEqual(['one two', 'three']);
  expect(wrapWords('a incomprehensible b', 5, letters)).toEqual(['a', 'incomprehensible', 'b']);
  expect(wrapWords('  ', 5, letters)).toEqual([]);
});

describe('tables as CSV', () => {
  const at = (mean: number) => ({ mean, low: mean - 0.5, high: mean + 0.5 });

  it('have a row for every indicator that was measured', () => {
    const text = indicatorsCsv([
      {
        id: 'clp',
        method: 'clp',
        label: 'CLP',
        indicators: {
          hypervolume: at(1),
          edges: { 'a+b': at(2) },
          steerability: { a: 0.9 },
          aboveChord: { count: at(9), of: 13 },
          worstGroup: { group: 'facts, hard', meanInnerProduct: at(3) },
        },
      },
    ]);
    expect(text.split('\r\n')).toEqual([
      'policy,method,indicator,of,mean,low,high',
      'clp,clp,hypervolume,,1,0.5,1.5',
      'clp,clp,hypervolume_edge,a+b,2,1.5,2.5',
      'clp,clp,steerability,a,0.9,,',
      'clp,clp,above_chord,of 13,9,8.5,9.5',
      'clp,clp,worst_group_inner_product,"facts, hard",3,2.5,3.5',
      '',
    ]);
  });

  it('and of every pair, and of every step of a curve', () => {
    expect(comparisonsCsv([{ policy: 'clp', less: 'rs', hypervolume: at(1), dominates: at(2) }])).toBe(
      'policy,less,indicator,mean,low,high\r\nclp,rs,hypervolume,1,0.5,1.5\r\nclp,rs,dominates,2,1.5,2.5\r\n',
    );
    const rewards = [{ id: 'approval', label: 'Approval', role: 'proxy' as const }];
    const steps = [{ step: 5, kl: 1.5, rewards: { approval: at(1) } }];
    expect(goodhartCsv(rewards, [{ id: 'clp', label: 'CLP', klPrice: 0.1, steps }])).toBe(
      'policy,kl_price,step,kl,approval,approval_low,approval_high\r\nclp,0.1,5,1.5,1,0.5,1.5\r\n',
    );
  });
});
