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

/**
 * Training works over float matrices, row by row, one job after the other; every thread takes part in each. A job's words begin alike, what follows is the
 * job's own. Pitches are bytes.
 */
export const JOB_KIND: usize = 0;
export const JOB_THREADS: usize = 1;
/** What threads share work by: `syncBytes()`, zero at first. */
export const JOB_SYNC: usize = 2;
/**
 * What each thread works in, and how much of it: `PRODUCT_SCRATCH_BYTES`, for attention then a job's words and two squares of floats, whose rows and columns
 * are those of the longest group, the columns made a multiple of 4.
 */
export const JOB_SCRATCH: usize = 3;
export const JOB_SCRATCH_BYTES: usize = 4;
export const JOB_WORDS: usize = 24;

export const KIND_PRODUCT: usize = 0;
export const KIND_NORM: usize = 1;
export const KIND_NORM_BACKWARD: usize = 2;
export const KIND_ROTATE: usize = 3;
export const KIND_GATE: usize = 4;
export const KIND_GATE_BACKWARD: usize = 5;
export const KIND_SOFTMAX: usize = 6;
export const KIND_ATTENTION: usize = 7;
export const KIND_ATTENTION_BACKWARD: usize = 8;

/** y (+)= x w, or x w^T: x is [rows][inputs] and w [inputs][outputs], or [outputs][inputs] where it is transposed. */
export const PRODUCT_X: usize = 5;
/** From a row of x to the next, and from an input to the next: whichever way x lies. */
export const PRODUCT_X_ROW: usize = 6;
export const PRODUCT_X_INPUT: usize = 7;
export const PRODUCT_ROWS: usize = 8;
export const PRODUCT_INPUTS: usize = 9;
export const PRODUCT_WEIGHTS: usize = 10;
export const PRODUCT_WEIGHTS_PITCH: usize = 11;
export const PRODUCT_TRANSPOSED: usize = 12;
export const PRODUCT_OUTPUTS: usize = 13;
export const PRODUCT_Y: usize = 14;
export const PRODUCT_Y_PITCH: usize = 15;
/** 1: what y holds is added to. */
export const PRODUCT_ADDS: usize = 16;
/** Which part of it is made: see below. */
export const PRODUCT_PART: usize = 17;
/** Rows that a thread takes at once, a multiple of `PRODUCT_TILE_ROWS`. */
export const PRODUCT_BLOCK_ROWS: usize = 18;
/** Rows that share what is read of a panel. */
export const PRODUCT_TILE_ROWS: usize = 4;
/** Outputs of a panel, and its inputs that are copied together: they and 4 rows of x stay in the first 32 KB of cache. */
export const PRODUCT_PANEL_OUTPUTS: usize = 8;
export const PRODUCT_PANEL_INPUTS: usize = 512;
/** A panel, and a tile of outputs where a panel has fewer than 8 or there are fewer than 4 rows. */
export const PRODUCT_SCRATCH_BYTES: usize = (PRODUCT_PANEL_INPUTS + PRODUCT_TILE_ROWS) * PRODUCT_PANEL_OUTPUTS * 4;
/** What a thread takes of a product at once: neighbours whose weights share a line of cache, which is read once for both. */
export const PRODUCT_UNIT_OUTPUTS: usize = 2 * PRODUCT_PANEL_OUTPUTS;

export const PART_WHOLE: usize = 0;
/** Outputs up to the row, and up to the end of its tile: scores of queries with the keys before them. */
export const PART_OUTPUTS_BEFORE: usize = 1;
/** Inputs up to the end of the row's tile: x is such scores. */
export const PART_INPUTS_BEFORE: usize = 2;
/** Inputs from the row's tile on: x is such scores, turned. */
export const PART_INPUTS_FROM: usize = 3;

/** Rows of other jobs: float [rows][width] each, one after the other. */
export const ROWS_COUNT: usize = 5;
export const ROWS_WIDTH: usize = 6;
/** y = x / sqrt(mean(x^2) + epsilon) * gain; backward dx += its derivative for x, of dy. */
export const NORM_X: usize = 7;
export const NORM_GAIN: usize = 8;
export const NORM_Y: usize = 9;
export const NORM_DX: usize = 10;
/** A float. */
export const NORM_EPSILON: usize = 11;
/** Turns the halves of so many heads of each row in place; cosines and sines [rows][half a head]. */
export const ROTATE_X: usize = 7;
export const ROTATE_HEADS: usize = 8;
export const ROTATE_SIZE: usize = 9;
export const ROTATE_COSINES: usize = 10;
export const ROTATE_SINES: usize = 11;
/** y [rows][width] = silu(gate) * up; gate and up side by side, [rows][2 width], and so their derivatives, of dy. */
export const GATE_X: usize = 7;
export const GATE_Y: usize = 8;
export const GATE_DX: usize = 9;
/** Logits become shares in place. Of each row its target, an integer; told are [rows][2]: the target's logit less the largest, and the sum of powers. */
export const SOFTMAX_X: usize = 7;
export const SOFTMAX_TARGETS: usize = 8;
export const SOFTMAX_TOLD: usize = 9;
/** Rows are queries, keys and values of all heads side by side, rotated; y [rows][heads][size] is added to. Backward dy is read and dx, as x, is added to. */
export const ATTENTION_X: usize = 7;
export const ATTENTION_Y: usize = 8;
export const ATTENTION_DX: usize = 9;
export const ATTENTION_HEADS: usize = 10;
export const ATTENTION_KEY_HEADS: usize = 11;
export const ATTENTION_SIZE: usize = 12;
/** Integers [groups][2]: the first row of each, and how many. */
export const ATTENTION_GROUPS: usize = 13;
export const ATTENTION_GROUP_COUNT: usize = 14;
/** Integers [rows][2]: a row sees so many of its group's first, and those from this one on to itself. */
export const ATTENTION_SEEN: usize = 15;
