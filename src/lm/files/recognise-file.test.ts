import { expect, it } from 'vitest';
import { shardedSource } from './byte-source.ts';
import { readGguf } from './gguf.ts';
import { recogniseFile } from './recognise-file.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const PAGE = '<!DOCTYPE html>\n<html><head><title>404</title></head></html>';
const POINTER = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n';

it.each([PAGE, '\ufeff  <html lang="en">', '\n\n<!-- error -->', '<?xml version="1.0"?><html/>', '<HEAD>'])('%j is a web page', (text) => {
  expect(recogniseFile(bytesOf(text))).toBe('a web page');
});

it('knows a pointer of Git LFS', () => {
  expect(recogniseFile(bytesOf(POINTER))).toBe('a Git LFS pointer');
});

it.each(['', '{"format": "<html>"}', '< 3', 'GGUF', '[1]'])('%j is neither', (text) => {
  expect(recogniseFile(bytesOf(text))).toBeUndefined();
  expect(recogniseFile(writeSafetensors(new Map(), 'F16'))).toBeUndefined();
});

it.each([
  [PAGE, 'a web page'],
  [POINTER, 'a Git LFS pointer'],
])('the readers of tensors and models say so of %j', async (text, what) => {
  expect(() => readSafetensors(bytesOf(text), 'x.safetensors')).toThrow(`x.safetensors is ${what}, expected safetensors`);
  await expect(readGguf(shardedSource([bytesOf(text)]))).rejects.toThrow(`the model is ${what}, expected a GGUF file`);
});
