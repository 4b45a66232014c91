/** The graphs of training as sessions of the runtime: small ones that read the base's weights as inputs, so that these lie in memory once. */
import type { InferenceSession } from 'onnxruntime-common';
import type { LlamaConfig } from '../arch/llama-config.ts';
import { EngineError } from '../errors.ts';
import { HeapCall } from '../run/heap-call.ts';
import type { OrtRuntime } from '../run/ort-runtime.ts';
import { runtimeError } from '../run/runtime-error.ts';
import { type OrtModule, strangePart } from '../run/wasm-heap.ts';
import { headBackwardGraph, headGraph } from './head-graph.ts';
import type { Feeds } from './heap-base.ts';
import type { HeapScope } from './heap-scope.ts';
import { backwardGraph, forwardGraph } from './layer-graph.ts';
import { layerHooks } from './matrices.ts';
import type { Saves, TrainShape } from './train-types.ts';

/** Whether anything below the head is trained: else no derivative goes through the layers. */
export function trainsLayers(shape: TrainShape): boolean {
  return layerHooks(shape).length > 0 || (shape.softTokens ?? 0) > 0;
}

function graphsOf(config: LlamaConfig, shape: TrainShape, saves: Saves): Readonly<Record<Piece, Uint8Array | undefined>> {
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

interface Opened {
  readonly session: InferenceSession;
  readonly call: HeapCall;
}

export class Pieces {
  private constructor(
    readonly module: OrtModule,
    private readonly opened: ReadonlyMap<Piece, Opened>,
  ) {}

  /**
   * @param findModule the Emscripten module, once a session was created.
   * @throws EngineError 'backend' when the runtime refuses a graph, or its inside is not what is expected.
   */
  static async open(ort: OrtRuntime, findModule: () => unknown, config: LlamaConfig, shape: TrainShape, saves: Saves): Promise<Pieces> {
    const opened = new Map<Piece, Opened>();
    let module: OrtModule | undefined;
    try {
      for (const [piece, model] of Object.entries(graphsOf(config, shape, saves)) as [Piece, Uint8Array | undefined][]) {
        if (!model) continue;
        // A fresh object each time: the runtime writes to it. What a run allocates is freed when it ends, so that the plan of memory holds.
        const session = await ort.InferenceSession.create(model, {
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
        opened.set(piece, { session, call: new HeapCall(module, handle as number) });
      }
      return new Pieces(module as OrtModule, opened);
    } catch (cause) {
      await new Pieces(module as OrtModule, opened).release();
      throw runtimeError(cause, 'the runtime refused a gradient graph', 'training needs room for its graphs');
    }
  }

  /**
   * @param feeds By input; what the piece does not read may be among them.
   * @param outputs What is wanted; all unless told. Owned by the scope.
   */
  async run(scope: HeapScope, piece: Piece, feeds: Feeds, outputs?: readonly string[]): Promise<Feeds> {
    const { session, call } = this.opened.get(piece) as Opened;
    const wanted = outputs ?? session.outputNames;
    const given = session.inputNames.map((name) => {
      const buffer = feeds[name];
      if (!buffer) throw new Error(`${piece} lacks its input ${name}`);
      return [name, buffer] as const;
    });
    const made = await call.run(
      given,
      wanted.map((name) => [name, undefined]),
    );
    return Object.fromEntries(wanted.map((name, i) => [name, scope.own(made[i] as (typeof made)[number])]));
  }

  async release(): Promise<void> {
    for (const { session, call } of this.opened.values()) {
      call.free();
      await session.release();
    }
  }
}
