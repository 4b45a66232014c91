/**
 * Oracle, teacher, student: a small world in which all three are exact, after "On Teacher Hacking in Language Model Distillation"
 * (arXiv 2502.02671). The oracle is log-linear in the prompt's features. The teacher counts a few of the oracle's texts per prompt, so
 * it is right on average and wrong in the particular. The student is as small as the oracle and learns the teacher's next-token
 * distributions at the contexts of the texts that it is given. In few contexts it can learn the teacher's accidents by heart; in many
 * they cancel out. A small world of one mechanism: the paper's models are networks with texts of natural language.
 */
import { drawNormal } from '../math/draws.ts';
import { createRng } from '../math/rng.ts';
import { distilStep, tabulate, uniformLm } from './log-linear-lm.ts';
import {
  contextAt,
  contextCount,
  contextVisits,
  fitByCounting,
  type LmShape,
  sampleText,
  sequenceKl,
  type TabularLm,
  type Text,
} from './tabular-lm.ts';
import type { Trainable } from './trainable.ts';

/**
 * What the student reads: `fixed`, the same texts of few prompts in every step; `diverse`, as many fixed texts, each of another prompt;
 * `fresh`, as many new texts of all prompts in every step.
 */
export type DistillationData = 'fixed' | 'diverse' | 'fresh';

export interface DistillationConfig {
  /** The students that learn side by side. Default: one of each kind. */
  readonly students?: readonly DistillationData[];
  /** Texts that the teacher was made from, per prompt, at least 1; fewer make it worse. Default 8. */
  readonly teacherTexts?: number;
  /** Default DISTILLATION_STEPS. */
  readonly steps?: number;
}

export interface StudentCurves {
  readonly data: DistillationData;
  /** KL(teacher || student) on the texts that the next step reads, nats a text, after 0, 1, 2 .. steps: what training lowers. */
  readonly proxyOnTexts: readonly number[];
  /** KL(teacher || student) over all prompts, exact: to measure it one needs the teacher, but not the oracle. */
  readonly proxy: readonly number[];
  /** KL(oracle || student) over all prompts, exact: what nobody can measure outside of a small world. */
  readonly golden: readonly number[];
}

export interface DistillationSnapshot {
  readonly students: readonly StudentCurves[];
  /** KL(oracle || teacher): a student that became the teacher would be this far off. */
  readonly teacherGolden: number;
}

/** Long enough for every minimum over fixed texts to be passed. */
export const DISTILLATION_STEPS = 600;
/** Texts a step reads, and the prompts that they come from when they are `fixed`. */
export const TEXTS = 32;
export const FEW_PROMPTS = 8;

/**
 * When to stop without an oracle: a power law is fitted to the proxy over all prompts at steps `from` to `until`, and training stops once
 * the proxy stays above it by `tolerance` for `patience` steps (decay-law.ts).
 */
export const DISTILLATION_STOP = { from: 3, until: 12, tolerance: 0.08, patience: 5 } as const;

export const SHAPE: LmShape = { prompts: 40, vocabulary: 5, length: 6 };
const FEATURES = 16;
const ORACLE_SCALE = 1.2;
const PRIOR_STRENGTH = 0.5;
const RATE = 1;
/** The seed makes everything: prompts, oracle, teacher, and the texts that each student reads. */
export const teacherHacking: Trainable<DistillationConfig, DistillationSnapshot> = {
  create({ students = ['fixed', 'diverse', 'fresh'], teacherTexts = 8, steps = DISTILLATION_STEPS }, seed) {
    if (!(teacherTexts >= 1)) throw new RangeError(`teacher texts is ${teacherTexts}, expected at least 1`);
    const world = createWorld(teacherTexts, createRng(seed));
    const learning = students.map((data) => createStudent(world, data, createRng(seed + 1)));
    let taken = 0;
    return {
      step() {
        for (const student of learning) student.step();
        taken += 1;
      },
      snapshot: () => ({ students: learning.map(({ curves }) => curves), teacherGolden: world.teacherGolden }),
      get finished() {
        return taken >= steps;
      },
    };
  },
};

type World = ReturnType<typeof createWorld>;

function createStudent({ features, teacher, teacherVisits, oracle, oracleVisits }: World, data: DistillationData, random: () => number) {
  const student = uniformLm(SHAPE, features);
  const prompts = data === 'fixed' ? FEW_PROMPTS : TEXTS;
  const draw = () => {
    const first = data === 'fresh' ? Math.floor(random() * SHAPE.prompts) : 0;
    return visitsOf(Array.from({ length: TEXTS }, (_, i) => sampleText(teacher, (first + (i % prompts)) % SHAPE.prompts, random)));
  };
  let visits = draw();
  const curves = { data, proxyOnTexts: [] as number[], proxy: [] as number[], golden: [] as number[] };
  const note = () => {
    const table = tabulate(student);
    curves.proxyOnTexts.push(sequenceKl(teacher, table, visits));
    curves.proxy.push(sequenceKl(teacher, table, teacherVisits));
    curves.golden.push(sequenceKl(oracle, table, oracleVisits));
  };
  note();
  return {
    curves: curves satisfies StudentCurves,
    step() {
      distilStep(student, teacher, visits, RATE);
      if (data === 'fresh') visits = draw();
      note();
    },
  };
}

function createWorld(teacherTexts: number, random: () => number) {
  // A constant beside random features, of length about 1 together.
  const feature = (k: number) => (k === 0 ? Math.SQRT1_2 : drawNormal(random) / Math.sqrt(2 * (FEATURES - 1)));
  const features = Array.from({ length: SHAPE.prompts }, () => Array.from({ length: FEATURES }, (_, k) => feature(k)));
  const uniform = uniformLm(SHAPE, features);
  const prior: TabularLm = tabulate(uniform);
  uniform.weights.forEach((_, i) => {
    uniform.weights[i] = ORACLE_SCALE * drawNormal(random);
  });
  const oracle = tabulate(uniform);
  const texts = Array.from({ length: SHAPE.prompts * teacherTexts }, (_, i) => sampleText(oracle, i % SHAPE.prompts, random));
  const teacher = fitByCounting(prior, texts, PRIOR_STRENGTH);
  const oracleVisits = contextVisits(oracle);
  return {
    features,
    oracle,
    oracleVisits,
    teacher,
    teacherVisits: contextVisits(teacher),
    teacherGolden: sequenceKl(oracle, teacher, oracleVisits),
  };
}

/** How often the texts visit each context, per text. */
function visitsOf(texts: readonly Text[]): Float64Array {
  const visits = new Float64Array(contextCount(SHAPE));
  for (const text of texts) {
    for (let position = 0; position < text.tokens.length; position += 1) {
      const context = contextAt(SHAPE, text, position);
      visits[context] = (visits[context] as number) + 1 / texts.length;
    }
  }
  return visits;
}
