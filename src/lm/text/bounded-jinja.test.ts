import { expect, it } from 'vitest';
import { readTemplate } from './bounded-jinja.ts';

const render = (source: string, variables: Record<string, unknown> = {}) => readTemplate(source)(variables);

it('renders what Jinja renders', () => {
  expect(render("{% for i in range(2, 8, 3) %}{{ i }},{% endfor %}{{ 'yes' if ok and not none else 'no' }}", { ok: true })).toBe('2,5,yes');
  expect(render('{{ range(3) | join("") }}{{ range(3, 0, -1) | join("") }}')).toBe('012321');
  expect(render("{{ strftime_now('%Y-%m-%d %%') }}")).toMatch(/^\d{4}-\d\d-\d\d %$/);
});

it.each([
  ['{% for i in range(100000000) %}x{% endfor %}', 'does not end within'],
  ['{% for i in range(1000) %}{% for j in range(1000) %}{% endfor %}{% endfor %}', 'does not end within'],
  ['{% set a = range(9000) %}{% for i in a %}{% for j in a %}{% endfor %}{% endfor %}', 'does not end within'],
  ['{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}', 'does not end within'],
  ["{% set n = namespace(x='ab') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}", 'writes more than'],
  ['{{ range(100000000000000000, 100000000000000016) }}', 'does not end within'],
  ['{{ range(0, 5, 0) }}', 'step of 0'],
  ["{{ 'x' | indent(1000000000) }}", 'Invalid string length'],
  ["{{ raise_exception('not so') }}", 'not so'],
  ['{{ messages[0].role }}', 'Cannot access property'],
  ['{{ nothing() }}', 'not a function'],
])('%s ends, with an error', (source, message) => {
  expect(() => render(source)).toThrow(message);
});

it.each(['{{', '{% for %}', '{% if x %}', `${'('.repeat(50_000)}`.replace(/^/, '{{ '), 'x'.repeat(1_000_001)])(
  'refuses a source that is none: %#',
  (source) => {
    expect(() => readTemplate(source)).toThrow();
  },
);
