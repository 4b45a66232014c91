/** Token types of GGUF (`tokenizer.ggml.token_type`). */
export const CONTROL = 3;
export const USER_DEFINED = 4;
export const UNUSED = 5;
