import { describe, expect, it } from 'vitest';
import { initialiseVariables } from './loop-variables.ts';

const inFunction = (body: string) => `fn main() { ${body} }`;

describe('initialiseVariables', () => {
  it.each([
    ['var x : u32;', 'var x : u32 = u32();'],
    ['var x:vec4<f32>;', 'var x:vec4<f32> = vec4<f32>();'],
    ['var<function> x : array<vec4<f32>, 8>;', 'var<function> x : array<vec4<f32>, 8> = array<vec4<f32>, 8>();'],
    ['var\n  größe_1 :\n  q_value_t\n;', 'var\n  größe_1 :\n  q_value_t\n = q_value_t();'],
    ['for (var i : u32; i < 4u; i++) { var y : f16; }', 'for (var i : u32 = u32(); i < 4u; i++) { var y : f16 = f16(); }'],
    ['var x : f32; var y : f32; { var z : i32; }', 'var x : f32 = f32(); var y : f32 = f32(); { var z : i32 = i32(); }'],
    ['var x /* the sum */ : u32; // of var y : u32;', 'var x /* the sum */ : u32 = u32(); // of var y : u32;'],
  ])('gives %j a value', (before, after) => {
    expect(initialiseVariables(inFunction(before))).toBe(inFunction(after));
  });

  it.each([
    'var x : u32 = 3u;',
    'var x = vec4<f32>();',
    'let x : u32 = 1u;',
    'my_var x : u32;',
    '// var x : u32;',
    '/* var x : u32; /* nested */ var y : u32; */',
    '/* // */ let z : u32 = 1u; // */ var x : u32;',
    '/** // var x : u32; */',
  ])('leaves %j', (body) => {
    const code = `fn main() { ${body}\n }`;
    expect(initialiseVariables(code)).toBe(code);
  });

  it('leaves what belongs to the module, before and after a function, and members of structs', () => {
    const code = `var<workgroup> tile : array<f32, 64>;
      var<private> count : u32;
      struct Uniforms { var_size : u32, x : f32 };
      @group(0) @binding(0) var<storage, read_write> out : array<u32>;
      fn one() { /* } */ if (true) { out[0] = 1u; } // }
      }
      var<private> late : u32;`;
    expect(initialiseVariables(code)).toBe(code);
    const after = initialiseVariables(`${code} fn two() { var x : u32; }`);
    expect(after).toBe(`${code} fn two() { var x : u32 = u32(); }`);
  });
});
