/** A mix as a PEFT folder, and the model card that says what it is. */
import type { MixFiles } from '../lm/requests.ts';
import type { PackBytes } from './bundle.ts';

export interface Mix {
  /** The base model's manifest, where it is known. */
  readonly base: { readonly name: string; readonly license: string; readonly source: string; readonly sha256: string } | undefined;
  readonly pack: { readonly id: string; readonly label: string; readonly task: string; readonly base: string; readonly system: string };
  readonly policy: {
    readonly id: string;
    readonly label: string;
    readonly training?: { readonly seed: number; readonly commit: string } | undefined;
  };
  /** Name of the method, and its coefficients in one line. */
  readonly method: { readonly label: string; readonly formula: string };
  /** Whether what was mixed are soft prompts; otherwise LoRAs. */
  readonly soft: boolean;
  /** Weight of each reward, by its label. */
  readonly weights: Readonly<Record<string, number>>;
  /** Coefficient of each slot. */
  readonly coefficients: Readonly<Record<string, number>>;
}

/** The files of the PEFT folder, its card with them. */
export function mixFolder(mix: Mix, files: MixFiles): PackBytes {
  const text = (words: string) => new TextEncoder().encode(words);
  return new Map([
    ['adapter_config.json', text(files.config)],
    ['adapter_model.safetensors', files.tensors],
    ['README.md', text(mixCard(mix))],
  ]);
}

function mixCard({ base, pack, policy, method, soft, weights, coefficients }: Mix): string {
  const rows = Object.entries(weights).map(([reward, weight]) => `| ${reward} | ${rounded(weight)} |`);
  const slots = Object.entries(coefficients).filter(([, value]) => value !== 0);
  const name = base?.name ?? 'the base model';
  return `---
library_name: peft
${base ? `base_model: ${base.name}\nlicense: ${base.license.toLowerCase()}\n` : ''}tags:
  - ${soft ? 'prompt-tuning' : 'lora'}
  - tiller
---

# ${policy.label} of the pack ${pack.label}, at one weighting

${pack.task}

| reward | weight |
|---|---|
${rows.join('\n')}

- Base model: ${name}, GGUF file with SHA-256 \`${pack.base}\`${base ? ` (${base.source})` : ''}
- Pack: \`${pack.id}\`; policy: \`${policy.id}\`, ${method.label} (${method.formula})
- System prompt that it was trained under: “${pack.system.replaceAll('\n', ' ')}”
${policy.training ? `- Training: seed ${policy.training.seed}, commit ${policy.training.commit}\n` : ''}
## How it was made

${
  soft
    ? 'The soft prompts of the policy were added up at these coefficients, vector by vector: this one does before a chat what they do together.'
    : `The adapters of the policy were added up at these coefficients by stacking their matrices (rank concatenation), which is exact: the rank of this
adapter is the sum of theirs, and nothing but the products is rounded.`
}

| slot | coefficient |
|---|---|
${slots.map(([slot, value]) => `| \`${slot}\` | ${rounded(value)} |`).join('\n')}

    model = PeftModel.from_pretrained(base, "this folder")

## Licence

${base ? `The base model's licence is ${base.license}. ` : ''}The adapters have the licence of their pack; those that Tiller ships are under Apache-2.0.
`;
}

function rounded(value: number): string {
  return String(Number(value.toFixed(6)));
}
