import { describe, expect, it } from 'vitest';
import { golden } from '../../../fixtures/golden.ts';
import { buildGraph } from '../../arch/build.ts';
import { families } from '../../arch/families/index.ts';
import { parseSpec } from '../../arch/spec.ts';
import type { ResNetSpec } from '../../arch/types.ts';
import { nodeOf } from '../../graph/queries.ts';
import { stateDicts } from '../fixtures/stateDicts.ts';
import { modulePath, nodeForTensor, tensorList, tensorName, tensorOf, tensorsOfNode } from './index.ts';

const graphOf = (changes: Partial<ResNetSpec>) => buildGraph({ ...families.resnet.defaults, ...changes });
const pathOf = (graph: ReturnType<typeof graphOf>, id: string) => modulePath(graph, nodeOf(graph, id));

describe('tensor names', () => {
  it.each(stateDicts)('of $name are those of its PyTorch state_dict, in its order', ({ spec, tensors }) => {
    expect(tensorList(buildGraph(spec)).map(({ name, shape, kind }) => [name, shape, kind])).toEqual(
      tensors.map(([name, shape, kind]) => [name, shape, kind]),
    );
  });

  it.each(stateDicts)('of $name lead back to the node', ({ spec }) => {
    const graph = buildGraph(spec);
    for (const tensor of tensorList(graph)) {
      expect(tensorName(graph, nodeOf(graph, tensor.node), tensor.role)).toBe(tensor.name);
      expect(nodeForTensor(graph, tensor.name)).toBe(tensor);
      expect(tensorOf(graph, tensor.node, tensor.role)).toBe(tensor);
      expect(tensorsOfNode(graph, tensor.node)).toContain(tensor);
    }
  });

  it.each(golden.networks)('of $name are those of its reference, in its order', ({ spec, tensors }) => {
    expect(
      tensorList(buildGraph(parseSpec(spec))).map(({ name, shape, kind }) => [name, shape, kind]),
    ).toEqual(tensors.map(([name, shape, kind]) => [name, shape, kind]));
  });

  it('are unknown for what the network does not have', () => {
    const graph = graphOf({});
    expect(nodeForTensor(graph, 'layer1.0.se.fc1.weight')).toBeNull();
    expect(nodeForTensor(graph, '__proto__')).toBeNull();
    expect(tensorsOfNode(graph, 'stem.act')).toEqual([]);
    expect(() => tensorOf(graph, 'stem.act', 'weight')).toThrow('weight of stem.act');
  });
});

describe('module paths', () => {
  it('differ from node to node, whatever the parts', () => {
    const every: Partial<ResNetSpec>[] = [
      { stem: 'deepTiered', stemWidth: 32, stemPool: 'conv', shortcut: 'avgProjection', attention: 'se' },
      { attention: 'eca', shortcut: 'maxProjection', headPool: 'catAvgMax' },
      { attention: 'ese', headPool: 'avgMax', stem: 'cifar', stemPool: 'none', outputStride: 8 },
      { block: 'basic', headPool: 'max', attention: 'se' },
      { stemPool: 'maxCeil', block: 'basic', attention: 'se', reductionRounding: 'legacy' },
      { stemPool: 'maxCeil', stem: 'deep', headPool: 'catAvgMax', attention: 'se' },
    ];
    for (const changes of every) {
      const graph = graphOf(changes);
      const paths = graph.nodes.map((node) => modulePath(graph, node));
      expect(new Set(paths).size).toBe(paths.length);
      expect(paths.filter((path) => /stage|stem|shortcut|attention|norm|^head/.test(path))).toEqual([]);
    }
  });

  it('keep the place of a pool that is left out', () => {
    const graph = graphOf({ shortcut: 'avgProjection' });
    expect(pathOf(graph, 'stage1.block0.shortcut.conv')).toBe('layer1.0.downsample.1');
    expect(pathOf(graph, 'stage2.block0.shortcut.pool')).toBe('layer2.0.downsample.0');
    expect(pathOf(graph, 'stage2.block0.shortcut.norm')).toBe('layer2.0.downsample.2');
  });

  it('name what stores nothing in the same style', () => {
    const bottleneck = graphOf({ attention: 'se' });
    expect(pathOf(bottleneck, 'stage3.block5.act')).toBe('layer3.5.act3');
    expect(pathOf(bottleneck, 'stage3.block5.add')).toBe('layer3.5.add');
    expect(pathOf(bottleneck, 'stage3.block5.attention.gate')).toBe('layer3.5.se.gate');
    expect(pathOf(bottleneck, 'stem.pool')).toBe('maxpool');
    expect(pathOf(bottleneck, 'head.pool')).toBe('global_pool');
    expect(pathOf(bottleneck, 'head.flatten')).toBe('global_pool.flatten');
    expect(pathOf(bottleneck, 'input')).toBe('input');
    expect(pathOf(graphOf({ block: 'basic' }), 'stage1.block0.act')).toBe('layer1.0.act2');
  });
});
