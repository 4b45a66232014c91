/**
 * The part of the ONNX protobuf format that the graph needs, written with `pbf`.
 * Field numbers and enum values: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
import { PbfWriter } from 'pbf';

/** TensorProto.DataType. */
export const DATA_TYPE = { float32: 1, uint8: 2, int32: 6, int64: 7, float16: 10 } as const;
export type DataType = keyof typeof DATA_TYPE;

/** A dimension: a size, or a name for one that is known at run time. */
export type Dimension = number | string;

export interface ValueInfo {
  readonly name: string;
  readonly type: DataType;
  readonly dims: readonly Dimension[];
}

/** Numbers need saying which. */
export type Attribute = { readonly int: number } | { readonly float: number } | { readonly ints: readonly number[] };

export interface Node {
  readonly op: string;
  /** Empty for the standard ONNX operators. */
  readonly domain: string;
  readonly name: string;
  /** An empty name is an optional input that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export interface Initializer {
  readonly name: string;
  readonly type: DataType;
  readonly dims: readonly number[];
  /** Little-endian values in the model file itself, or where they lie in the external file. */
  readonly data: Uint8Array | { readonly location: string; readonly offset: number; readonly bytes: number };
}

export interface Model {
  readonly name: string;
  readonly opsets: Readonly<Record<string, number>>;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly initializers: readonly Initializer[];
  readonly nodes: readonly Node[];
}

const IR_VERSION = 10;
const MODEL = { irVersion: 1, producer: 2, graph: 7, opset: 8 };
const OPSET = { domain: 1, version: 2 };
const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12 };
const NODE = { input: 1, output: 2, name: 3, op: 4, attribute: 5, domain: 7 };
const ATTRIBUTE = { name: 1, float: 2, int: 3, ints: 8, type: 20 };
const ATTRIBUTE_TYPE = { float: 1, int: 2, ints: 7 };
const TENSOR = { dims: 1, type: 2, name: 8, raw: 9, external: 13, location: 14 };
const ENTRY = { key: 1, value: 2 };
const EXTERNAL = 1;
const VALUE = { name: 1, type: 2 };
const TYPE = { tensor: 1 };
const TENSOR_TYPE = { element: 1, shape: 2 };
const SHAPE = { dim: 1 };
const DIM = { value: 1, param: 2 };

function writeAttribute([name, value]: [string, Attribute], out: PbfWriter): void {
  out.writeStringField(ATTRIBUTE.name, name);
  if ('int' in value) {
    out.writeVarintField(ATTRIBUTE.int, value.int);
    out.writeVarintField(ATTRIBUTE.type, ATTRIBUTE_TYPE.int);
  } else if ('ints' in value) {
    for (const each of value.ints) out.writeVarintField(ATTRIBUTE.ints, each);
    out.writeVarintField(ATTRIBUTE.type, ATTRIBUTE_TYPE.ints);
  } else {
    out.writeFloatField(ATTRIBUTE.float, value.float);
    out.writeVarintField(ATTRIBUTE.type, ATTRIBUTE_TYPE.float);
  }
}

function writeNode(node: Node, out: PbfWriter): void {
  for (const input of node.inputs) out.writeStringField(NODE.input, input);
  for (const output of node.outputs) out.writeStringField(NODE.output, output);
  out.writeStringField(NODE.name, node.name);
  out.writeStringField(NODE.op, node.op);
  for (const attribute of Object.entries(node.attributes)) out.writeMessage(NODE.attribute, writeAttribute, attribute);
  if (node.domain) out.writeStringField(NODE.domain, node.domain);
}

function writeEntry([key, value]: readonly [string, string], out: PbfWriter): void {
  out.writeStringField(ENTRY.key, key);
  out.writeStringField(ENTRY.value, value);
}

function writeInitializer({ name, type, dims, data }: Initializer, out: PbfWriter): void {
  for (const dim of dims) out.writeVarintField(TENSOR.dims, dim);
  out.writeVarintField(TENSOR.type, DATA_TYPE[type]);
  out.writeStringField(TENSOR.name, name);
  if (data instanceof Uint8Array) {
    out.writeBytesField(TENSOR.raw, data);
    return;
  }
  out.writeMessage(TENSOR.external, writeEntry, ['location', data.location]);
  out.writeMessage(TENSOR.external, writeEntry, ['offset', String(data.offset)]);
  out.writeMessage(TENSOR.external, writeEntry, ['length', String(data.bytes)]);
  out.writeVarintField(TENSOR.location, EXTERNAL);
}

function writeDimension(dim: Dimension, out: PbfWriter): void {
  if (typeof dim === 'number') out.writeVarintField(DIM.value, dim);
  else out.writeStringField(DIM.param, dim);
}

function writeShape(dims: readonly Dimension[], out: PbfWriter): void {
  for (const dim of dims) out.writeMessage(SHAPE.dim, writeDimension, dim);
}

function writeTensorType({ type, dims }: ValueInfo, out: PbfWriter): void {
  out.writeVarintField(TENSOR_TYPE.element, DATA_TYPE[type]);
  out.writeMessage(TENSOR_TYPE.shape, writeShape, dims);
}

function writeValueInfo(value: ValueInfo, out: PbfWriter): void {
  out.writeStringField(VALUE.name, value.name);
  out.writeMessage(VALUE.type, (info, type) => type.writeMessage(TYPE.tensor, writeTensorType, info), value);
}

function writeGraph(model: Model, out: PbfWriter): void {
  for (const node of model.nodes) out.writeMessage(GRAPH.node, writeNode, node);
  out.writeStringField(GRAPH.name, model.name);
  for (const initializer of model.initializers) out.writeMessage(GRAPH.initializer, writeInitializer, initializer);
  for (const input of model.inputs) out.writeMessage(GRAPH.input, writeValueInfo, input);
  for (const output of model.outputs) out.writeMessage(GRAPH.output, writeValueInfo, output);
}

function writeOpset([domain, version]: readonly [string, number], out: PbfWriter): void {
  out.writeStringField(OPSET.domain, domain);
  out.writeVarintField(OPSET.version, version);
}

/** The bytes of an .onnx file. */
export function encodeModel(model: Model): Uint8Array {
  const out = new PbfWriter();
  out.writeVarintField(MODEL.irVersion, IR_VERSION);
  out.writeStringField(MODEL.producer, 'tiller');
  out.writeMessage(MODEL.graph, writeGraph, model);
  for (const opset of Object.entries(model.opsets)) out.writeMessage(MODEL.opset, writeOpset, opset);
  return out.finish();
}
