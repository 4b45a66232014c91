/** README.md of a pack's bundle: what it is, how it was made, and how its adapters are used elsewhere. */
import { findMethod } from '../methods/registry.ts';
import { type Definition, isTextDefinition, type TextDefinition } from '../rewards/own/definition.ts';
import { describeOwn } from '../rewards/own/describe.ts';
import { learnedWords } from '../rewards/own/describe-learned.ts';
import type { Front } from './front.ts';
import type { Pack, Policy, Slot } from './pack.ts';

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

export function packReadme(pack: Pack, front: Front | undefined): string {
  const adapters = pack.slots.flatMap((slot) => ('path' in slot ? [slot] : []));
  return `# ${pack.label}

${pack.task}

A pack of Tiller: policies that steer one language model between rewards. Weightings are in the order ${pack.rewards.join(', ')}.

- Base model: the GGUF file with SHA-256 \`${pack.base}\`
- System prompt: ${quoted(pack.system)}
- Temperature ${pack.temperature}, at most ${pack.maxTokens} tokens
${pack.rewardModel ? `- Learned reward: ${pack.rewardModel.reward}, a sequence classifier on the base, in slot \`${pack.rewardModel.slot}\`\n` : ''}
## Policies and how they were made

${pack.policies.map(policyLine).join('\n')}

${definitions(pack)}## What was measured

${measured(front)}

## Files

- \`pack.json\`: all of the above for the app; \`front.json\`${pack.rewardModel ? ' and `goodhart.json`' : ''}: what was measured; \`prompts.json\`: its prompts
${adapters.map((slot) => `- \`${slot.path}/\`: ${slotWords(slot)} as PEFT writes it`).join('\n')}

Put the folder on any static host, drop it on the page, or use an adapter with Python's \`peft\`:

    model = PeftModel.from_pretrained(base, "${adapters[0]?.path ?? 'adapters/name'}")
`;
}

function slotWords(slot: Exclude<Slot, { readonly cross: unknown }>): string {
  return 'softTokens' in slot ? `a soft prompt of ${slot.softTokens} vectors` : `a LoRA of rank ${slot.rank}`;
}

function policyLine({ label, method, training }: Policy): string {
  const name = findMethod(method).label;
  const how = name === label ? label : `${label} (${name})`;
  if (!training) return `- ${how}`;
  const { steps, generatedTokens, rewardCalls, minutes, seed, commit } = training;
  return `- ${how}: ${grouped.format(steps)} steps, ${grouped.format(generatedTokens)} tokens generated, ${grouped.format(rewardCalls)} reward calls, ${grouped.format(minutes)} minutes; seed ${seed}, commit ${commit}`;
}

/** Formulas of the rewards that came with the pack. */
function definitions({ definitions = [] }: Pack): string {
  if (definitions.length === 0) return '';
  return `## Rewards of this pack's own

${definitions.map(definitionLines).join('\n')}

They are data (\`definitions\` in \`pack.json\`), and score in Tiller again.${
    definitions.some(({ kind }) => kind === 'code') ? ' Code runs there in an interpreter of its own, without network or page.' : ''
  }

`;
}

function definitionLines(definition: Definition): string {
  if (!isTextDefinition(definition)) return `- **${oneLine(definition.label)}** (\`${definition.id}\`): ${learnedFormula(definition)}`;
  const { id, label, formula, twin } = describeOwn(definition);
  const code = definition.kind === 'code' ? `\n\n${indented(definition.source)}\n` : '';
  return `- **${oneLine(label)}** (\`${id}\`): ${oneLine(formula)}. Twin, which nothing is trained on: ${oneLine(twin.label)}, ${oneLine(twin.formula)}${code}`;
}

/** Measured by the base model itself; its question, or how many texts it was fitted to. */
function learnedFormula(definition: Exclude<Definition, TextDefinition>): string {
  const { formula } = learnedWords[definition.kind];
  switch (definition.kind) {
    case 'judge':
      return `${formula}: “${oneLine(definition.question)}”`;
    case 'examples':
      return `${formula}; ${definition.liked.length} texts that were liked, ${definition.disliked.length} that were not`;
    case 'taste':
      return `${formula}; ${definition.choices.length} choices`;
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

function indented(text: string): string {
  return text.trimEnd().replace(/^/gm, '      ');
}

function measured(front: Front | undefined): string {
  if (!front) return 'Nothing yet.';
  const { prompts, seeds, policies, commit } = front;
  return `${policies.length} policies on ${prompts.length} held-out prompts, ${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}, at commit ${commit}; intervals are 95 % bootstrap over prompts.`;
}

function quoted(text: string): string {
  return `“${text.replaceAll('\n', ' ')}”`;
}
