/** Numbers as types: `offsetof` them is the number, and known to the compiler, which leaves out what a smaller one does not need. */
@unmanaged
export class One {
  a: u8;
}
@unmanaged
export class Two {
  a: u16;
}
@unmanaged
export class Three {
  a: u16;
  b: u8;
}
@unmanaged
export class Four {
  a: u32;
}
