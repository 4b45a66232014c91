/** README.md of a pack that was made in the workshop: written from what happened, with what did not. */
import type { Front } from '../../packs/front.ts';
import type { Pack } from '../../packs/pack.ts';
import { decimals, type Finding, findingsOf, type ScorerNames } from './findings.ts';
import type { PackProject, TrainedRun } from './trained-run.ts';

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

export function modelCard(project: PackProject, pack: Pack, runs: readonly TrainedRun[], front: Front | undefined): string {
  const { base, prompts, rewards } = project;
  const list = (lines: readonly string[]) => lines.map((line) => `- ${line}`).join('\n');
  return `---
library_name: peft
base_model: ${base.name}
license: ${base.license.toLowerCase()}
tags:
${kindsOf(pack)
  .map((kind) => `  - ${kind}\n`)
  .join('')}  - tiller
---

# ${pack.label}

${pack.task}

A pack of Tiller that was trained in a browser: policies that steer one language model between rewards. Weightings are in the order ${pack.rewards.join(', ')}.

- Base model: ${base.name}, GGUF file with SHA-256 \`${base.sha256}\` (${base.source})
- System prompt: “${pack.system.replaceAll('\n', ' ')}”
- Temperature ${pack.temperature}, at most ${pack.maxTokens} tokens
- Prompts: ${prompts.train.length} for training, ${prompts.tune.length} for tuning, ${prompts.heldOut.length} held out (\`prompts.json\`)${typeof project.pool === 'string' ? '' : '; the base’s answers to them are `pool.json`'}

## Rewards

${list(rewards.map(({ id, label, formula }) => `**${label}** (\`${id}\`)${formula === '' ? '' : `: ${formula}`}`))}

Held-out twins: ${twinsOf(project)}. A guard against broken text had weight ${guardsOf(runs)} in every training, whatever the sliders said.

${hacksOf(project)}
## What was trained

${list(runs.map(runLine))}

The settings are in \`recipe.json\`.

## What was measured

${measured(project, pack, front)}

## Use it

Drop the folder or its zip on the page, put it on any static host, use an adapter with Python's \`peft\`, or go on training with the scripts in \`models/\`:

    model = PeftModel.from_pretrained(base, "${pack.slots.flatMap((slot) => ('path' in slot ? [slot.path] : []))[0] ?? 'adapters/name'}")
    python ${scriptOf(runs)} --bundle this.tiller.zip --out out/mine

## Licence

The base model's licence is ${base.license}. The adapters and texts are yours.
`;
}

/** What its adapters are, as the hub's tags name them. */
function kindsOf({ slots }: Pack): string[] {
  return [...new Set(slots.map((slot) => ('softTokens' in slot ? 'prompt-tuning' : 'lora')))];
}

const SCRIPTS = { clp: 'clp.py', soups: 'rewarded_soups.py', gold: 'trained_at.py', 'soft-prompt': 'soft_prompt.py' } as const;

/** What goes on with its first run. */
function scriptOf([first]: readonly TrainedRun[]): string {
  return SCRIPTS[first?.recipe.method ?? 'clp'];
}

/** How sentences about this project name its scorers. */
export function namesOf({ rewards }: Pick<PackProject, 'rewards'>): ScorerNames {
  const labels = new Map(
    rewards.flatMap(({ id, label, twin }) => [[id, label] as const, ...(twin ? [[twin.id, twin.label] as const] : [])]),
  );
  return {
    label: (id) => labels.get(id) ?? id,
    twin: (reward) => rewards.find(({ id }) => id === reward)?.twin?.id,
  };
}

function twinsOf({ rewards }: PackProject): string {
  const told = rewards.map(({ label, twin }) =>
    twin ? `${twin.label} of ${label}` : `none of ${label}, so nothing here would tell its gaming`,
  );
  return told.join('; ');
}

/** Weights of the guard that the runs' stages had, each once. */
function guardsOf(runs: readonly TrainedRun[]): string {
  const weights = runs.flatMap(({ recipe: { offline, on_policy } }) => [offline, on_policy].flatMap((stage) => stage?.guard ?? []));
  return [...new Set(weights)].map((weight) => grouped.format(weight)).join(' or ');
}

function hacksOf({ rewards }: PackProject): string {
  const hacks = rewards.flatMap(({ label, hacks: known }) => known.map((hack) => `- ${label}: ${hack}`));
  return hacks.length === 0 ? '' : `Known ways to score well without being good:\n\n${hacks.join('\n')}\n\n`;
}

function runLine({ recipe, training }: TrainedRun): string {
  const { method, variant } = recipe;
  const { steps, generatedTokens, rewardCalls, minutes, seed, commit } = training;
  const what = variant ? `${method} (${variant})` : method;
  return `${what}: ${grouped.format(steps)} steps, ${grouped.format(generatedTokens)} tokens generated, ${grouped.format(rewardCalls)} reward calls, ${grouped.format(minutes)} minutes in the page; seed ${seed}, commit ${commit}`;
}

function measured(project: PackProject, pack: Pack, front: Front | undefined): string {
  if (!front) return 'Nothing yet: no claim is made.';
  const findings = findingsOf(pack, front, namesOf(project));
  const of = (verdict: Finding['verdict']) =>
    findings.filter((finding) => finding.verdict === verdict).map(({ sentence }) => `- ${sentence}`);
  const { prompts, seeds } = front;
  const samples = seeds.length === 1 ? 'one sample' : `${seeds.length} samples`;
  const kl = front.policies.flatMap(({ points }) => points.map((point) => point.kl.mean));
  return `On ${prompts.length} held-out prompts with ${samples} each; intervals are 95 % bootstrap over prompts and say nothing of other training seeds. The policies went up to ${decimals(Math.max(0, ...kl), 1)} nats an answer from the base.

Beyond chance:

${of('shown').join('\n') || '- nothing'}

No difference shown yet:

${of('open').join('\n') || '- nothing'}`;
}
