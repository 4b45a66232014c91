import { Template } from '@huggingface/jinja';

/**
 * A function from system prompt and prompt to the text of a chat, by the model's own Jinja template, up to where the answer starts.
 * The system prompt is always passed, even when empty, so that no template puts its default in.
 */
export function createChatTemplate(
  source: string,
  specials: { readonly bos: string; readonly eos: string },
): (chat: { readonly system: string; readonly prompt: string }) => string {
  const template = new Template(source);
  return ({ system, prompt }) =>
    template.render({
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: prompt },
      ],
      add_generation_prompt: true,
      bos_token: specials.bos,
      eos_token: specials.eos,
    });
}
