import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Every way from a text to markup or to code. */
const ways =
  /dangerouslySetInnerHTML|\.(?:inner|outer)HTML|insertAdjacentHTML|createContextualFragment|DOMParser|srcdoc|document\.write|\beval\(|new Function\(/;

it('no text becomes markup or code anywhere', () => {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name),
  );
  expect(files.length).toBeGreaterThan(200);
  const found = files.filter((name) => ways.test(readFileSync(`${root}/${name}`, 'utf8'))).map((name) => name.replaceAll('\\', '/'));
  expect(found).toEqual([]);
});
