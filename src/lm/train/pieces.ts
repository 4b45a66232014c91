/** The graphs of training: sessions of the runtime in stages, and products with the base's linears between them. One graph serves all layers. */
import type { InferenceSession } from 'onnxruntime-common';
import type { LlamaConfig } from '../arch/llama-config.ts';
import { EngineError } from '../errors.ts';
import { HeapCall } from '../run/heap-call.ts';
import type { OrtRuntime } from '../run/ort-runtime.ts';
import { runtimeError } from '../run/runtime-error.ts';
import { type HeapBuffer, type OrtModule, strangePart } from '../run/wasm-heap.ts';
import type { Feeds, Matrices } from './base-weights.ts';
import { headBackwardGraph, headGraph } from './head-graph.ts';
import type { HeapScope } from './heap-scope.ts';
import { backwardGraph, forwardGraph } from './layer-graph.ts';
import { layerHooks } from './matrices.ts';
import type { Matrix, Products } from './products.ts';
import type { Stage } from './staged-graph.ts';
import type { Saves, TrainShape } from './train-types.ts';

/** Whether anything below the head is trained: else no derivative goes through the layers. */
export function trainsLayers(shape: TrainShape): boolean {
  return layerHooks(shape).length > 0 || (shape.softTokens ?? 0) > 0;
}

function graphsOf(config: LlamaConfig, shape: TrainShape, saves: Saves): Readonly<Record<Piece, readonly Stage[] | undefined>> {
  const backward = (wantsInput: boolean) => backwardGraph(config, shape, saves, wantsInput);
  const layers = trainsLayers(shape);
  return {
    forward: forwardGraph(config, shape, saves),
    head: headGraph(config, shape),
    'head-backward': headBackwardGraph(config, shape),
    backward: layers ? backward(true) : undefined,
    // Below the first layer there is nothing to train but soft vectors.
    first: layers && !shape.softTokens ? backward(false) : undefined,
  };
}

export type Piece = 'forward' | 'backward' | 'first' | 'head' | 'head-backward';

interface OpenedStage {
  readonly stage: Stage;
  readonly session: InferenceSession;
  readonly call: HeapCall;
}

export class Pieces {
  private constructor(
    readonly module: OrtModule,
    readonly products: Products,
    private readonly opened: ReadonlyMap<Piece, readonly OpenedStage[]>,
  ) {}

  /**
   * @param findModule the Emscripten module, once a session was created.
   * @throws EngineError 'backend' when the runtime refuses a graph, or its inside is not what is expected.
   */
  static async open(
    { ort, module: findModule }: { readonly ort: OrtRuntime; readonly module: () => unknown },
    products: Products,
    config: LlamaConfig,
    shape: TrainShape,
    saves: Saves,
  ): Promise<Pieces> {
    const opened = new Map<Piece, OpenedStage[]>();
    let module: OrtModule | undefined;
    try {
      const graphs = Object.entries(graphsOf(config, shape, saves)) as [Piece, readonly Stage[] | undefined][];
      for (const [piece, stage] of graphs.flatMap(([piece, stages = []]) => stages.map((stage) => [piece, stage] as const))) {
        // A fresh object each time: the runtime writes to it. What a run allocates is freed when it ends, so that the plan of memory holds.
        const session = await ort.InferenceSession.create(stage.model, {
          executionProviders: ['wasm'],
          logSeverityLevel: 3,
          enableCpuMemArena: false,
          enableMemPattern: false,
        });
        const inside = findModule();
        const handle = (session as { readonly handler?: { readonly sessionId?: unknown } }).handler?.sessionId;
        const strange = strangePart(inside) ?? (typeof handle === 'number' ? undefined : 'a session has no number');
        if (strange)
          throw new EngineError('backend', `training needs ONNX Runtime's WASM module, whose inside is not as expected: ${strange}`);
        module = inside as OrtModule;
        opened.set(piece, [...(opened.get(piece) ?? []), { stage, session, call: new HeapCall(module, handle as number) }]);
      }
      return new Pieces(module as OrtModule, products, opened);
    } catch (cause) {
      await new Pieces(module as OrtModule, products, opened).release();
      throw runtimeError(cause, 'the runtime refused a gradient graph', 'training needs room for its graphs');
    }
  }

  /**
   * @param feeds By input; what the piece does not read may be among them.
   * @param matrices What its products are with.
   * @param outputs What is wanted; all unless told. Owned by the scope.
   */
  async run(scope: HeapScope, piece: Piece, feeds: Feeds, matrices: Matrices, outputs?: readonly string[]): Promise<Feeds> {
    const values = new Map(Object.entries(feeds));
    const found = (name: string): HeapBuffer => {
      const buffer = values.get(name);
      if (!buffer) throw new Error(`${piece} lacks its input ${name}`);
      return buffer;
    };
    const results: string[] = [];
    for (const { stage, call } of this.opened.get(piece) as readonly OpenedStage[]) {
      const wanted = stage.results.filter((name) => outputs?.includes(name) ?? true);
      const names = [...stage.outputs, ...wanted];
      const given = stage.inputs.map((name) => [name, found(name)] as const);
      const made = await call.run(
        given,
        names.map((name) => [name, undefined]),
      );
      for (const [i, name] of names.entries()) values.set(name, scope.own(made[i] as HeapBuffer));
      for (const { x, w, transposed, y } of stage.products)
        values.set(y, this.#multiply(scope, found(x), matrices[w] as Matrix, transposed));
      for (const name of stage.spent) scope.release(found(name));
      results.push(...wanted);
    }
    return Object.fromEntries(results.map((name) => [name, found(name)]));
  }

  #multiply(scope: HeapScope, x: HeapBuffer, w: Matrix, transposed: boolean): HeapBuffer {
    const y = this.products.multiply(x.floats(), w, transposed);
    const width = transposed ? w.height : w.width;
    return scope.put(y, [y.length / width, width]);
  }

  async release(): Promise<void> {
    for (const { session, call } of [...this.opened.values()].flat()) {
      call.free();
      await session.release();
    }
  }
}
