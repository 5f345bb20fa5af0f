import { describe, expect, it } from 'vitest';
import { buildGraph } from '../arch/build.ts';
import { parseSpec } from '../arch/spec.ts';
import { touchesOf } from './identity.ts';

const touched = (spec: object, block: string): string[] =>
  touchesOf(buildGraph(parseSpec(spec)), block).map((id) => id.slice(block.length + 1));
const cifar = (order: string, more: object = {}) => ({ family: 'cifarResnet', order, ...more });

describe('what touches the identity path', () => {
  // arXiv 1603.05027, figure 4: what stands behind the addition.
  it.each([
    ['post', ['act']],
    ['bnAfterAdd', ['normAdd', 'act']],
    ['reluBeforeAdd', []],
    ['reluOnly', []],
    ['fullPre', []],
  ])('in order %s is %j', (order, wanted) => {
    expect(touched(cifar(order), 'stage2.block1')).toEqual(wanted);
  });
  it('is the first activation where a block shares it with its shortcut', () => {
    expect(touched(cifar('fullPre'), 'stage1.block0')).toEqual(['norm1', 'act1']);
    expect(touched(cifar('reluOnly'), 'stage2.block0')).toEqual(['act1']);
    expect(touched(cifar('fullPre', { shortcut: 'projection', widen: 4 }), 'stage1.block0')).toEqual([
      'norm1',
      'act1',
    ]);
    expect(touched({ family: 'resnetv2', depth: 18 }, 'stage1.block0')).toEqual([]);
  });
  it('is nothing in a block without an addition, and the last activation in ResNet-50', () => {
    expect(touched({ depth: 18, shortcut: 'none' }, 'stage1.block0')).toEqual([]);
    expect(touched({ depth: 50, attention: 'se' }, 'stage1.block0')).toEqual(['act']);
  });
});
