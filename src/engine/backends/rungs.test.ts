import { describe, expect, it } from 'vitest';
import { gpuTries } from './rungs.ts';

const words = (tries: ReturnType<typeof gpuTries>) =>
  tries.map(({ exact, f16, subgroups }) => (exact ? 'exact' : `${f16 ? 'f16' : 'f32'}${subgroups ? '+' : ''}`));

describe('how a device is tried', () => {
  it('begins with our own shaders, which need no feature', () => {
    expect(words(gpuTries({ f16: true, subgroups: true }, undefined))).toEqual(['exact', 'f16+', 'f16', 'f32+', 'f32']);
    expect(words(gpuTries({ f16: false, subgroups: false }, undefined))).toEqual(['exact', 'f32']);
  });

  it('begins with what held', () => {
    const held = { exact: false, f16: false, subgroups: true };
    expect(words(gpuTries({ f16: true, subgroups: true }, held))).toEqual(['f32+', 'exact', 'f16+', 'f16', 'f32']);
  });

  it('keeps to blocks where these are asked for', () => {
    const held = { exact: true, f16: false, subgroups: false };
    expect(words(gpuTries({ f16: true, subgroups: false }, held, 8))).toEqual(['f16', 'f32']);
  });
});
