/// <reference path="./words.d.ts" />
/**
 * The structs that TypeScript writes and the kernels read: numbers of 4-byte words, and the memory format of weights. Imported by both sides, so
 * only constants that both languages read alike. A word is an unsigned integer (a size or an address), unless a float is said.
 */

/** A linear: its format, sizes, and where its panels lie. */
export const LINEAR_FORMAT: usize = 0;
export const LINEAR_INPUTS: usize = 1;
export const LINEAR_OUTPUTS: usize = 2;
export const LINEAR_PANELS: usize = 3;
export const LINEAR_WORDS: usize = 4;

/**
 * Formats of weights. A panel is 8 outputs, in two halves of 4; its blocks of 32 inputs stand one after the other, each with what 8 outputs need. Panels are
 * read once a step, from the first to the last: what hardware fetches by itself in time.
 */
export const FORMAT_Q4: usize = 4;
export const FORMAT_Q8: usize = 8;
export const PANEL_OUTPUTS: usize = 8;
export const BLOCK_INPUTS: usize = 32;
/** 4 groups of 32 bytes: byte 4 o + i of group g has input 8 g + i of output o below, 8 g + 4 + i above. Then 4 scales and 4 minima, halves, of each half. */
export const Q4_BLOCK_BYTES: usize = 160;
export const Q4_SCALES: usize = 128;
export const Q4_MINIMA: usize = 136;
/**
 * 8 groups of 32 bytes: byte 4 o + i of group g is input 4 g + i of output o. Then 4 scales (halves) and the negative sums of 4 outputs' bytes (int16) of
 * each half.
 */
export const Q8_BLOCK_BYTES: usize = 288;
export const Q8_SCALES: usize = 256;
export const Q8_SUMS: usize = 264;

/** Tokens that share what is unpacked of a panel, at most; and bytes that a product of them works in. */
export const TILE_TOKENS: usize = 12;
export const TILE_BYTES: usize = 448;

/** GGML's ids of the tensor types that `pack` reads. */
export const TYPE_F32: usize = 0;
export const TYPE_F16: usize = 1;
export const TYPE_Q4_0: usize = 2;
export const TYPE_Q4_1: usize = 3;
export const TYPE_Q8_0: usize = 8;

export const MODEL_LAYERS: usize = 0;
export const MODEL_WIDTH: usize = 1;
export const MODEL_HEADS: usize = 2;
export const MODEL_KEY_VALUE_HEADS: usize = 3;
export const MODEL_HEAD_SIZE: usize = 4;
export const MODEL_MLP: usize = 5;
export const MODEL_VOCABULARY: usize = 6;
/** Positions that the rotary tables have. */
export const MODEL_CONTEXT: usize = 7;
/** A float. */
export const MODEL_EPSILON: usize = 8;
export const MODEL_NORM: usize = 9;
/** A linear. */
export const MODEL_HEAD: usize = 10;
/** Of `layers` layers, one after the other. */
export const MODEL_LAYER_TABLE: usize = 11;
export const MODEL_COS: usize = 12;
export const MODEL_SIN: usize = 13;
export const MODEL_WORDS: usize = 14;

/** A layer: two norms, and the addresses of seven linears. */
export const LAYER_NORM1: usize = 0;
export const LAYER_NORM2: usize = 1;
export const LAYER_Q: usize = 2;
export const LAYER_K: usize = 3;
export const LAYER_V: usize = 4;
export const LAYER_O: usize = 5;
export const LAYER_GATE: usize = 6;
export const LAYER_UP: usize = 7;
export const LAYER_DOWN: usize = 8;
export const LAYER_WORDS: usize = 9;

/** Hooks, as `HOOKS` has them. */
export const HOOK_QKV: usize = 0;
export const HOOK_O: usize = 1;
export const HOOK_GATE_UP: usize = 2;
export const HOOK_DOWN: usize = 3;
export const HOOK_HEAD: usize = 4;
export const HOOK_COUNT: usize = 5;
export const LAYER_HOOK_COUNT: usize = 4;

/**
 * A bank: columns by hook; how many of them have an A, the first ones (the others are vectors); then a record for every hook of every layer, layer by
 * layer, the head last. Of a hook, y += B ((A x, then ones) * factors * coefficients). A and B are linears in 8-bit panels; a factor is what its column
 * of A and of B was divided by, so that columns of different sizes can stand in one block.
 */
export const BANK_COLUMNS: usize = 0;
export const BANK_RANKED: usize = 5;
export const BANK_RECORDS: usize = 10;
/** A linear from the hook's inputs to its ranked columns; 0: none. */
export const BANK_A: usize = 0;
/** Float [columns]. */
export const BANK_FACTORS: usize = 1;
/** Up to 3 linears from all columns to the outputs of each of the hook's linears; 0: this record adds nothing. */
export const BANK_B: usize = 2;
export const BANK_RECORD_WORDS: usize = 5;

export const RUN_MODEL: usize = 0;
/** 0: the base alone. */
export const RUN_BANK: usize = 1;
export const RUN_THREADS: usize = 2;
export const RUN_TOKENS: usize = 3;
/** Float [tokens][width]: the embeddings; the residual stream is written over them. A run may also write over which token is where: rows, positions, wanted. */
export const RUN_X: usize = 4;
/** Of every token its row and its position in it. */
export const RUN_ROWS: usize = 5;
export const RUN_POSITIONS: usize = 6;
/** Of every row the address of its list of pages. */
export const RUN_PAGES: usize = 7;
export const RUN_WANTED_COUNT: usize = 8;
/** Tokens whose logits are wanted, in order. */
export const RUN_WANTED: usize = 9;
/** Float [wanted][vocabulary]. */
export const RUN_LOGITS: usize = 10;
/** Float [wanted][width], states after the last norm; 0: not wanted. */
export const RUN_HIDDEN: usize = 11;
export const RUN_SCRATCH: usize = 12;
/** Where threads meet: `syncBytes()`, zero at first. */
export const RUN_SYNC: usize = 13;
/** Of each hook three words, see below. */
export const RUN_HOOKS: usize = 14;
/** Float [rows][columns]. */
export const RUN_HOOK_COEFFICIENTS: usize = 0;
/** How many columns have a coefficient other than 0 in any row, and which they are, in order. */
export const RUN_HOOK_ACTIVE_COUNT: usize = 1;
export const RUN_HOOK_ACTIVE: usize = 2;
export const RUN_HOOK_WORDS: usize = 3;
export const RUN_WORDS: usize = 29;

/** Positions of a row that a page of the cache has, in all layers. */
export const PAGE_POSITIONS: usize = 16;

/** A product of floats, y = x w or y = x w^T: what training multiplies by, where weights are float [inputs][outputs] as they lie. */
export const PRODUCT_THREADS: usize = 0;
/** What threads share work by: `syncBytes()`, zero at first. */
export const PRODUCT_SYNC: usize = 1;
/** Float [rows][inputs]; rows are a multiple of 4. */
export const PRODUCT_X: usize = 2;
export const PRODUCT_ROWS: usize = 3;
export const PRODUCT_INPUTS: usize = 4;
/** Float [inputs][outputs], or, where it is transposed, [outputs][inputs]. */
export const PRODUCT_WEIGHTS: usize = 5;
export const PRODUCT_OUTPUTS: usize = 6;
export const PRODUCT_TRANSPOSED: usize = 7;
/** Float [rows][outputs]. */
export const PRODUCT_Y: usize = 8;
/** `productScratchBytes()` for each thread. */
export const PRODUCT_SCRATCH: usize = 9;
export const PRODUCT_WORDS: usize = 10;
/** Rows that share what is read of a panel. */
export const PRODUCT_TILE_ROWS: usize = 4;
