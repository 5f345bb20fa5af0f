/**
 * The messages of ONNX that a network needs, with the field numbers of onnx/onnx.proto3 (release 1.14: IR version 8,
 * which goes with operator set 17).
 */
import type { Shape } from '../../graph/types.ts';
import { bytes, type Encoded, float, integer, integers, message, nested, text } from './message.ts';

/** TensorProto.DataType */
const float32 = 1;
const int64 = 7;
/** AttributeProto.AttributeType */
const attributeTypes = { float: 1, int: 2, string: 3, floats: 6, ints: 7 } as const;

/** The operator set that the operations are written for. */
export const opset = 17;
const irVersion = 8;

export type Attribute = number | string | readonly number[] | { readonly float: number };

/** One operator: what it reads and makes are names of values. */
export interface OnnxNode {
  readonly op: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

/** A size by name stays open: the batch. */
export type OnnxShape = readonly (number | string)[];

function attribute(name: string, value: Attribute): Encoded {
  const typed = (kind: keyof typeof attributeTypes, field: Encoded): Encoded =>
    message(text(1, name), field, integer(20, attributeTypes[kind]));
  if (typeof value === 'number') return typed('int', integer(3, value));
  if (typeof value === 'string') return typed('string', bytes(4, utf8(value)));
  if ('float' in value) return typed('float', float(2, value.float));
  return typed('ints', integers(8, value));
}

/** Attribute values are ASCII words. */
const utf8 = (word: string): Uint8Array => Uint8Array.from(word, (character) => character.charCodeAt(0));

export const node = ({ op, name, inputs, outputs, attributes = {} }: OnnxNode): Encoded =>
  message(
    inputs.map((input) => text(1, input)),
    outputs.map((output) => text(2, output)),
    text(3, name),
    text(4, op),
    Object.entries(attributes).map(([key, value]) => nested(5, attribute(key, value))),
  );

/** A stored tensor of float32. `values` null writes name and shape alone: a network without its weights. */
export const tensor = (name: string, shape: Shape, values: Float32Array): Encoded =>
  message(
    integers(1, shape),
    integer(2, float32),
    text(8, name),
    bytes(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
  );

/** A stored list of integers: the shapes and bounds that some operators take as an input. */
export const integerTensor = (name: string, values: readonly number[]): Encoded =>
  message(integers(1, [values.length]), integer(2, int64), integers(7, values), text(8, name));

/** The type of a value: float32 of a shape. */
export function valueInfo(name: string, shape: OnnxShape): Encoded {
  const sizes = shape.map((size) => nested(1, typeof size === 'number' ? integer(1, size) : text(2, size)));
  const tensorType = message(integer(1, float32), nested(2, message(sizes)));
  return message(text(1, name), nested(2, nested(1, tensorType)));
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly Encoded[];
  readonly initializers: readonly Encoded[];
  readonly inputs: readonly Encoded[];
  readonly outputs: readonly Encoded[];
}

export interface OnnxModel {
  readonly producer: string;
  readonly version: string;
  readonly graph: OnnxGraph;
  readonly metadata: Readonly<Record<string, string>>;
}

export function model({ producer, version, graph, metadata }: OnnxModel): Encoded {
  const encodedGraph = message(
    graph.nodes.map((entry) => nested(1, entry)),
    text(2, graph.name),
    graph.initializers.map((entry) => nested(5, entry)),
    graph.inputs.map((entry) => nested(11, entry)),
    graph.outputs.map((entry) => nested(12, entry)),
  );
  return message(
    integer(1, irVersion),
    text(2, producer),
    text(3, version),
    nested(7, encodedGraph),
    nested(8, message(text(1, ''), integer(2, opset))),
    Object.entries(metadata).map(([key, value]) => nested(14, message(text(1, key), text(2, value)))),
  );
}
