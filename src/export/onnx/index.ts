/** A network as an ONNX model, with its weights or with places for them. */
import { buildGraph } from '../../arch/build.ts';
import { formatSpecText } from '../../arch/names/specText.ts';
import type { FamilySpec } from '../../arch/types.ts';
import { required } from '../../base/invariant.ts';
import { foldBatchNorm } from '../../graph/passes/foldBatchNorm.ts';
import { nodeOf } from '../../graph/queries.ts';
import type { Graph, GraphNode, NodeId, NodeWithOp, Shape, TensorRole } from '../../graph/types.ts';
import { modulePath, tensorName, tensorOf } from '../../weights/names/index.ts';
import type { GetTensor, OnTensor } from '../tensors.ts';
import type { Encoded } from './message.ts';
import { type Attribute, integerTensor, model, node as encodeNode, tensor, valueInfo } from './model.ts';
import { onnxOps, type Writer } from './ops.ts';

export { opset } from './model.ts';

export interface OnnxOptions {
  /** Null leaves the weights out: they become inputs of the model under their names. */
  readonly weights: GetTensor | null;
  /** Whether norms are folded into the convolutions before them. */
  readonly fold: boolean;
  readonly onTensor?: OnTensor;
}

/** A tensor that the model stores or asks for. */
interface Stored {
  readonly name: string;
  readonly shape: Shape;
  load(get: GetTensor): Promise<Float32Array>;
}

/** Each output channel's filter with mean 0 and variance 1, as the convolution itself would have made it. */
function standardize(kernel: Float32Array, outs: number, eps: number): void {
  const size = kernel.length / outs;
  for (let begin = 0; begin < kernel.length; begin += size) {
    const filter = kernel.subarray(begin, begin + size);
    const mean = filter.reduce((sum, value) => sum + value, 0) / size;
    const variance = filter.reduce((sum, value) => sum + (value - mean) ** 2, 0) / size;
    const factor = 1 / Math.sqrt(variance + eps);
    for (let at = 0; at < size; at += 1) filter[at] = ((filter[at] ?? 0) - mean) * factor;
  }
}

/**
 * The kernel and the bias of a convolution that does its norm too: evaluation mode, per output channel. A standardised
 * kernel is so before the norm scales it.
 */
async function folded(graph: Graph, node: NodeWithOp<'fusedConv2d'>, get: GetTensor) {
  const { conv, norm, eps } = node.attrs;
  const of = (id: NodeId, role: TensorRole) => get(tensorOf(graph, id, role));
  const kernel = Float32Array.from(await of(conv, 'weight'));
  if (node.attrs.standardize !== null) standardize(kernel, node.attrs.out, node.attrs.standardize);
  const hasBias = nodeOf(graph, conv).tensors.some(({ role }) => role === 'bias');
  const bias = hasBias ? Float32Array.from(await of(conv, 'bias')) : new Float32Array(node.attrs.out);
  if (norm === null) return { kernel, bias };
  const [weight, shift, mean, variance] = await Promise.all(
    (['weight', 'bias', 'runningMean', 'runningVar'] as const).map((role) => of(norm, role)),
  );
  const size = kernel.length / bias.length;
  for (let channel = 0; channel < bias.length; channel += 1) {
    const factor = (weight?.[channel] ?? 1) / Math.sqrt((variance?.[channel] ?? 1) + eps);
    for (let at = channel * size; at < (channel + 1) * size; at += 1) kernel[at] = (kernel[at] ?? 0) * factor;
    bias[channel] = ((bias[channel] ?? 0) - (mean?.[channel] ?? 0)) * factor + (shift?.[channel] ?? 0);
  }
  return { kernel, bias };
}

/** Stored tensors of a node, by role. `source` is the graph that checkpoints have names for. */
function storedOf(source: Graph, node: GraphNode): ReadonlyMap<TensorRole, Stored> {
  let pair: ReturnType<typeof folded> | null = null;
  const list: [TensorRole, Stored][] = node.tensors.map(({ role, shape }) => {
    if (node.op !== 'fusedConv2d') {
      const named = tensorOf(source, node.id, role);
      return [role, { name: named.name, shape, load: (get) => get(named) }];
    }
    const name = tensorName(source, nodeOf(source, node.attrs.conv), role);
    const load = async (get: GetTensor): Promise<Float32Array> => {
      pair ??= folded(source, node, get);
      const { kernel, bias } = await pair;
      return role === 'weight' ? kernel : bias;
    };
    return [role, { name, shape, load }];
  });
  return new Map(list);
}

/** Convolutions by themselves in the form of folded ones change nothing: only those before a norm are rewritten. */
const lowered = (graph: Graph, fold: boolean): Graph => (fold ? foldBatchNorm(graph, new Set()) : graph);

/**
 * The bytes of the model: input `input` `[batch, C, H, W]`, output `logits` `[batch, classes]`, float32, operator set 17.
 * Names of operators and tensors follow the checkpoint's.
 */
export const onnxModel = (spec: FamilySpec, options: OnnxOptions): Promise<Encoded> => {
  const graph = buildGraph(spec);
  return graphModel(graph, lowered(graph, options.fold), formatSpecText(spec), options);
};

/** The model of `graph`, a lowered form of `source`. */
export async function graphModel(
  source: Graph,
  graph: Graph,
  name: string,
  { weights, onTensor }: Pick<OnnxOptions, 'weights' | 'onTensor'>,
): Promise<Encoded> {
  const nodes: Encoded[] = [];
  const stored: Stored[] = [];
  const constants = new Map<string, Encoded>();
  const nameOf = (id: NodeId): string => {
    if (id === graph.input) return 'input';
    return id === graph.output ? 'logits' : modulePath(source, nodeOf(source, id));
  };
  for (const entry of graph.nodes) {
    const tensors = storedOf(source, entry);
    const operators: {
      op: string;
      inputs: readonly string[];
      attributes: Readonly<Record<string, Attribute>>;
    }[] = [];
    const path = nameOf(entry.id);
    const to: Writer = {
      inputs: entry.inputs.map(nameOf),
      add: (op, inputs, attributes = {}) => {
        operators.push({ op, inputs, attributes });
        return `${path}/${operators.length}`;
      },
      stored: (role, shape) => {
        const found = required(tensors.get(role), `${role} of ${entry.id}`);
        stored.push(shape ? { ...found, shape } : found);
        return found.name;
      },
      constant: (own, shape, values) => {
        constants.set(own, tensor(own, shape, Float32Array.from(values)));
        return own;
      },
      integers: (values) => {
        const own = `integers ${values.join(' ')}`;
        constants.set(own, integerTensor(own, values));
        return own;
      },
      shapeOf: (input) => nodeOf(graph, required(entry.inputs[input], `input of ${entry.id}`)).shape,
    };
    (onnxOps[entry.op] as (node: GraphNode, to: Writer) => void)(entry, to);
    // The last operator makes the node's own value.
    const last = `${path}/${operators.length}`;
    const own = (value: string): string => (value === last ? path : value);
    operators.forEach(({ op, inputs, attributes }, at) => {
      const output = own(`${path}/${at + 1}`);
      nodes.push(encodeNode({ op, name: output, inputs, outputs: [output], attributes }));
    });
  }
  const initializers = [...constants.values()];
  const asked: Encoded[] = [];
  for (const [done, entry] of stored.entries()) {
    if (weights === null) asked.push(valueInfo(entry.name, entry.shape));
    else {
      onTensor?.(done, stored.length);
      initializers.push(tensor(entry.name, entry.shape, await entry.load(weights)));
    }
  }
  onTensor?.(stored.length, stored.length);
  const open = (id: NodeId) => valueInfo(nameOf(id), ['batch', ...nodeOf(graph, id).shape.slice(1)]);
  return model({
    producer: 'ResNet Explorer',
    version: '1',
    graph: {
      name,
      nodes,
      initializers,
      inputs: [open(graph.input), ...asked],
      outputs: [open(graph.output)],
    },
    metadata: { specification: name },
  });
}
