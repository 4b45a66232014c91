/** What conditioning a part of a real model costs: one copy of it per reward. Counted from the shape alone. */

/** Shape of a Llama-architecture model; the output head is tied to the embedding, norms carry no bias. */
export interface ModelShape {
  readonly layers: number;
  /** Width of the residual stream. */
  readonly width: number;
  /** Width of keys and values (grouped-query attention). */
  readonly keyWidth: number;
  readonly feedForward: number;
  readonly vocabulary: number;
}

/** SmolLM2-135M. Its test holds it to the model's published total and to the tensors of a published adapter. */
export const SMOLLM2_135M: ModelShape = { layers: 30, width: 576, keyWidth: 192, feedForward: 1536, vocabulary: 49_152 };

export type ModelPart = 'attention' | 'mlp' | 'head';

/** Linears of one layer, as [inputs, outputs]. */
export function layerLinears(
  { width, keyWidth, feedForward }: ModelShape,
  part: 'attention' | 'mlp',
): readonly (readonly [number, number])[] {
  if (part === 'mlp')
    return [
      [width, feedForward],
      [width, feedForward],
      [feedForward, width],
    ];
  return [
    [width, width],
    [width, keyWidth],
    [width, keyWidth],
    [width, width],
  ];
}

/** Parameters of a part at full rank, over all layers. */
export function partSize(shape: ModelShape, part: ModelPart): number {
  if (part === 'head') return shape.vocabulary * shape.width;
  return shape.layers * layerLinears(shape, part).reduce((sum, [inputs, outputs]) => sum + inputs * outputs, 0);
}

/** Parameters of a LoRA of this rank on all linears of the parts: rank * (inputs + outputs) each. */
export function loraSize(shape: ModelShape, parts: readonly ('attention' | 'mlp')[], rank: number): number {
  const linears = parts.flatMap((part) => layerLinears(shape, part));
  return shape.layers * rank * linears.reduce((sum, [inputs, outputs]) => sum + inputs + outputs, 0);
}

/** All parameters: embedding (also the head), layers, two norms a layer and the last one. */
export function modelSize(shape: ModelShape): number {
  return partSize(shape, 'head') + partSize(shape, 'attention') + partSize(shape, 'mlp') + (2 * shape.layers + 1) * shape.width;
}
