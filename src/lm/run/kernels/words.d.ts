/** AssemblyScript's name of an address or a size; to TypeScript a number. */
type usize = number;
