/** Heads of a project's `examples` that have none yet: fitted to their texts, as the page fits them, with the app's engine in Node. */
import { states } from '../../src/lm/decode/states.ts';
import { loadModel } from '../../src/lm/run/model.ts';
import type { Definition } from '../../src/rewards/own/definition.ts';
import { fitExamples } from '../../src/rewards/own/fit-head.ts';
import type { Project } from '../../src/workshop/state/project-schema.ts';
import { baseModelSource } from '../base-model-source.ts';

/** Far longer than any example. */
const CONTEXT = 256;
/** Texts of one call. */
const BATCH = 16;

type Examples = Extract<Definition, { readonly kind: 'examples' }>;

const lacksHead = (definition: Definition): definition is Examples => definition.kind === 'examples' && definition.head === undefined;

/** The project with heads; itself where none is lacking. @param base SHA-256 of the model that reads them. */
export async function withHeads(project: Project, base: string): Promise<Project> {
  if (!project.definitions.some(lacksHead)) return project;
  const ort = await import('onnxruntime-node');
  const backend = { ort, provider: 'cpu', weights: 'dense', precision: 'f32', sessionOptions: { intraOpNumThreads: 1 } } as const;
  const { forward, tokenizer } = await loadModel({ source: baseModelSource(), context: CONTEXT, backend });
  const read = async (texts: readonly string[]): Promise<Float32Array[]> => {
    const rows: Float32Array[] = [];
    for (let start = 0; start < texts.length; start += BATCH) {
      const part = texts.slice(start, start + BATCH).map((text) => ({ text }));
      const { states: found, width } = await states(forward, tokenizer, { texts: part, pooling: 'mean' });
      for (let i = 0; i < part.length; i += 1) rows.push(found.slice(i * width, (i + 1) * width));
    }
    return rows;
  };
  const definitions: Definition[] = [];
  for (const definition of project.definitions) {
    const fitted = lacksHead(definition);
    const head = fitted ? fitExamples(await read(definition.liked), await read(definition.disliked), base) : undefined;
    definitions.push(head ? ({ ...definition, head } as Examples) : definition);
    if (head) console.log(`${definition.id}: right about ${head.heldOut.right} of ${head.heldOut.count} texts that were held out`);
  }
  await forward.dispose();
  return { ...project, definitions };
}
