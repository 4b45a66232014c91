/** Jinja templates out of files that nobody vouches for: what they do and what they write has a bound. */
import { Environment, Interpreter, Template } from '@huggingface/jinja';

/** Characters that a template may have, and may write. */
const SOURCE_LIMIT = 1_000_000;
const TEXT_LIMIT = 4_000_000;
/** Nodes evaluated; items of lists passed on, each of which may be a turn of a loop; characters of texts passed on. A chat takes some thousand. */
const WORK_LIMIT = 300_000;
const STEPS_AN_ITEM = 5;
const CHARACTERS_A_STEP = 100;

type Evaluate = Interpreter['evaluate'];

class BoundedInterpreter extends Interpreter {
  private work = 0;

  spend(work: number): void {
    this.work += work;
    if (this.work > WORK_LIMIT) throw new Error(`it does not end within ${WORK_LIMIT} steps`);
  }

  override evaluate(...args: Parameters<Evaluate>): ReturnType<Evaluate> {
    this.spend(1);
    const result = super.evaluate(...args);
    const value: unknown = result.value;
    if (typeof value === 'string') {
      if (value.length > TEXT_LIMIT) throw new Error(`it writes more than ${TEXT_LIMIT} characters`);
      this.spend(value.length / CHARACTERS_A_STEP);
    } else if (Array.isArray(value)) this.spend(value.length * STEPS_AN_ITEM);
    else if (value instanceof Map) this.spend(value.size * STEPS_AN_ITEM);
    return result;
  }

  /** Python's range, which costs an item a step. */
  range(start: number, stop?: number, step = 1): number[] {
    const [from, to] = stop === undefined ? [0, start] : [start, stop];
    const items: number[] = [];
    if (!(Math.abs(step) > 0)) throw new Error(`range() has a step of ${step}`);
    for (let at = from; step > 0 ? at < to : at > to; at += step) {
      this.spend(1);
      items.push(at);
    }
    return items;
  }
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Python's strftime of now, in English, with the signs that templates use. */
function strftimeNow(format: string): string {
  const now = new Date();
  const month = (style: 'long' | 'short') => new Intl.DateTimeFormat('en', { month: style }).format(now);
  const signs: Readonly<Record<string, () => string>> = {
    '%Y': () => String(now.getFullYear()),
    '%m': () => two(now.getMonth() + 1),
    '%d': () => two(now.getDate()),
    '%b': () => month('short'),
    '%B': () => month('long'),
    '%H': () => two(now.getHours()),
    '%M': () => two(now.getMinutes()),
    '%%': () => '%',
  };
  return String(format).replace(/%[YmdbBHM%]/g, (sign) => signs[sign]?.() ?? sign);
}

/**
 * Reads a template.
 * @returns a function that renders it with these variables.
 * @throws Error when the source is no template; the function throws one when the template raises, fails, or goes beyond its bounds.
 */
export function readTemplate(source: string): (variables: Readonly<Record<string, unknown>>) => string {
  if (source.length > SOURCE_LIMIT) throw new Error(`it has ${source.length} characters, expected at most ${SOURCE_LIMIT}`);
  const { parsed } = new Template(source);
  return (variables) => {
    const environment = new Environment();
    const interpreter = new BoundedInterpreter(environment);
    const globals = {
      ...{ true: true, false: false, none: null, True: true, False: false, None: null },
      raise_exception: (message: unknown) => {
        throw new Error(String(message));
      },
      range: (...args: [number, number?, number?]) => interpreter.range(...args),
      strftime_now: strftimeNow,
    };
    for (const [name, value] of Object.entries({ ...globals, ...variables })) environment.set(name, value);
    return String(interpreter.run(parsed).value);
  };
}
