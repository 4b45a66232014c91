/** As the model hub has the base: `peft` finds it by this name. A page knows it by its file's. */
export const HUB_NAME = 'HuggingFaceTB/SmolLM2-135M-Instruct';
