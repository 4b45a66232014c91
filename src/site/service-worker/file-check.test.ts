import { describe, expect, it } from 'vitest';
import { headFits, sha256, startFits, startOf } from './file-check.ts';

const answer = (body: BodyInit, type: string, status = 200) => new Response(body, { status, headers: { 'Content-Type': type } });
const bytes = (text: string) => new TextEncoder().encode(text);

describe('headFits', () => {
  it.each([
    ['index.html', 'text/html; charset=utf-8', true],
    ['', 'text/html', true],
    ['', 'application/json', false],
    ['assets/a-1.js', 'text/javascript', true],
    ['assets/a-1.js', 'application/javascript; charset=utf-8', true],
    ['assets/a-1.js', 'text/plain', false],
    ['assets/a-1.js', 'text/html', false],
    ['assets/a-1.mjs', 'text/html', false],
    ['assets/a-1.css', 'text/css', true],
    ['assets/a-1.css', 'text/html', false],
    // Hosts differ in what they call these.
    ['assets/ort-1.wasm', 'application/octet-stream', true],
    ['assets/ort-1.wasm', 'text/html', false],
    ['models/a.safetensors', '', true],
    ['models/a.safetensors', 'text/html; charset=utf-8', false],
    ['models/packs.json', 'text/plain', true],
    ['models/packs.json', 'TEXT/HTML', false],
  ])('%j as %j: %s', (path, type, fits) => {
    expect(headFits(path, answer('x', type))).toBe(fits);
  });

  it.each([404, 500, 503, 206])('not with status %i', (status) => {
    expect(headFits('models/packs.json', answer('{}', 'application/json', status))).toBe(false);
  });
});

describe('startFits', () => {
  const html = '<!doctype html><html lang="en">';
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0';
  it.each([
    ['index.html', html, true],
    ['index.html', '{"error":1}', false],
    ['assets/a-1.js', 'import{a}from"./b.js"', true],
    ['assets/a-1.js', html, false],
    ['assets/a-1.js', '  \n<HTML>', false],
    ['assets/a-1.js', pointer, false],
    ['assets/a-1.js', '', false],
    ['assets/ort-1.wasm', '\0asm\x01\0\0\0', true],
    ['assets/ort-1.wasm', html, false],
    ['assets/ort-1.wasm', pointer, false],
    ['models/a.safetensors', '\x10\0\0\0\0\0\0\0{"a":', true],
    ['models/a.safetensors', pointer, false],
    ['models/a.json', '{"a":1}', true],
    ['models/a.json', html, false],
    ['favicon.svg', '<svg xmlns=', true],
    ['favicon.svg', html, false],
    ['lexicon.txt', 'a\t1', true],
  ])('%s that starts with %j: %s', (path, text, fits) => {
    expect(startFits(path, bytes(text))).toBe(fits);
  });
});

it('reads the start of a response, which can be read whole afterwards', async () => {
  const response = new Response(
    new ReadableStream({
      start(controller) {
        for (const part of ['<!', 'doctype ', 'html>', 'x'.repeat(1000)]) controller.enqueue(bytes(part));
        controller.close();
      },
    }),
  );
  expect(startFits('index.html', await startOf(response))).toBe(true);
  expect((await response.text()).length).toBe(1015);
});

it('hashes as the build does', async () => {
  expect(await sha256(bytes('abc'))).toBe('ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=');
});
