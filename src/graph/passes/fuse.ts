import { makeNode } from '../builder.ts';
import { nodeOf } from '../queries.ts';
import type { ActivationKind, Graph, GraphNode, NodeId, NodeWithOp } from '../types.ts';
import { replaceNodes, soleReader, type Watched } from './rewrite.ts';

/** What a backend's convolution can do on the way out. */
export interface FusionAbility {
  readonly activations: ReadonlySet<ActivationKind>;
  /** Whether it can add a second tensor of its output's shape before the activation. */
  readonly addend: boolean;
}

type Fused = NodeWithOp<'fusedConv2d'>;

/**
 * Convolutions take the activation that alone reads them, and where the backend can, the addition before it. The node
 * left over has the id of the last one it stands for. Run after `foldBatchNorm`.
 */
export function fuse(graph: Graph, watched: Watched, ability: FusionAbility): Graph {
  const summed = ability.addend ? fuseAdditions(graph, watched, ability) : graph;
  return fuseActivations(summed, watched, ability);
}

function fuseActivations(graph: Graph, watched: Watched, ability: FusionAbility): Graph {
  const replaced = new Map<NodeId, GraphNode>();
  const dropped = new Set<NodeId>();
  for (const node of graph.nodes) {
    if (node.op !== 'conv2d' && node.op !== 'fusedConv2d') continue;
    const reader = soleReader(graph, node.id, watched);
    if (reader?.op !== 'activation' || !ability.activations.has(reader.attrs.kind)) continue;
    const conv = asFused(node);
    if (conv.attrs.activation !== null) continue;
    replaced.set(reader.id, extend(graph, conv, reader, conv.inputs, reader.attrs.kind));
    dropped.add(node.id);
  }
  return replaceNodes(graph, replaced, dropped);
}

/** add(conv(x), y) followed by an activation: only as a whole and of two, for an addition alone gains nothing. */
function fuseAdditions(graph: Graph, watched: Watched, ability: FusionAbility): Graph {
  const replaced = new Map<NodeId, GraphNode>();
  const dropped = new Set<NodeId>();
  for (const node of graph.nodes) {
    if (node.op !== 'add' || node.inputs.length !== 2) continue;
    const reader = soleReader(graph, node.id, watched);
    if (reader?.op !== 'activation' || !ability.activations.has(reader.attrs.kind)) continue;
    const conv = fusibleTerm(graph, node, watched);
    if (conv === null) continue;
    const addend = node.inputs[0] === conv.id ? node.inputs[1] : node.inputs[0];
    if (addend === undefined) continue;
    const inputs = [...conv.inputs, addend];
    replaced.set(reader.id, extend(graph, conv, reader, inputs, reader.attrs.kind));
    dropped.add(node.id).add(conv.id);
  }
  return replaceNodes(graph, replaced, dropped);
}

function fusibleTerm(graph: Graph, add: GraphNode, watched: Watched): Fused | null {
  for (const id of add.inputs) {
    const term = nodeOf(graph, id);
    if (term.op !== 'fusedConv2d' || term.attrs.activation !== null || term.inputs.length > 1) continue;
    if (soleReader(graph, id, watched) === add) return term;
  }
  return null;
}

/** A plain convolution in the form of one whose norm was folded. */
function asFused(node: NodeWithOp<'conv2d'> | Fused): Fused {
  if (node.op === 'fusedConv2d') return node;
  const attrs = { ...node.attrs, conv: node.id, norm: null, eps: 0, activation: null };
  return { ...node, op: 'fusedConv2d', attrs };
}

function extend(
  graph: Graph,
  conv: Fused,
  last: GraphNode,
  inputs: readonly NodeId[],
  activation: ActivationKind,
): GraphNode {
  const shapes = inputs.map((id) => nodeOf(graph, id).shape);
  const node = makeNode('fusedConv2d', { ...conv.attrs, activation }, last.id, inputs, shapes, last.scope);
  return { ...node, params: conv.params };
}
