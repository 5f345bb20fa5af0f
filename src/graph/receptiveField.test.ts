import { describe, expect, it } from 'vitest';
import golden from '../../fixtures/receptiveFields.json';
import { buildGraph } from '../arch/build.ts';
import { parseNetwork } from '../weights/trained/names.ts';
import { parseSpec } from '../arch/spec.ts';
import { required } from '../base/invariant.ts';
import { indexOf, nodeOf, outputOf } from './queries.ts';
import {
  centreOfSpan,
  clipSpan,
  fieldsFrom,
  receptiveFields,
  sizeOfSpan,
  spanAt,
  type ReceptiveField,
} from './receptiveField.ts';
import type { Graph } from './types.ts';

const windowOf = (field: ReceptiveField | undefined) => {
  const { kind, ...rest } = required(field, 'field');
  if (kind !== 'window' || !('jump' in rest)) throw new Error('sees everything');
  return rest;
};
const fieldAt = (graph: Graph, id: string) => windowOf(receptiveFields(graph).get(id));

/** The outputs of the first convolutions, of the stem and of the stages. */
function places(graph: Graph): readonly string[] {
  const pool = outputOf(graph, 'stem');
  const conv = required(nodeOf(graph, pool).inputs[0], 'what the stem pools');
  return [conv, pool, ...[1, 2, 3, 4].map((stage) => outputOf(graph, `stage${stage}`))];
}

describe('receptive fields', () => {
  it.each(Object.entries(golden))('of %s are those of the reference', (name, rows) => {
    const [, depth, variant] = /^resnet(\d+)(\w)$/.exec(name) ?? [];
    // Basic blocks have no first 1x1 that could stride.
    const letter = variant === 'A' && Number(depth) < 50 ? 'B' : variant;
    const graph = buildGraph(parseSpec({ depth: Number(depth), variant: letter }));
    const found = places(graph).map((id) => {
      const { jump, widest, shortest } = fieldAt(graph, id);
      expect([widest.columns, shortest.columns]).toEqual([widest.rows, shortest.rows]);
      return [jump, widest.rows.lo, widest.rows.hi, shortest.rows.lo, shortest.rows.hi];
    });
    expect(found).toEqual(rows);
  });

  it('follow dilation: the same steps as long as nothing strides', () => {
    const at = (outputStride: number) =>
      fieldAt(buildGraph(parseSpec({ depth: 50, outputStride })), 'stage4.block2.add');
    expect(at(32).jump).toBe(32);
    expect(at(8).jump).toBe(8);
    expect(at(8).widest.rows.hi).toBeGreaterThan(at(32).widest.rows.hi - 32);
  });

  it('of Res2Net grow by two from slice to slice, beside the first that is left as it is', () => {
    const graph = buildGraph(parseNetwork('res2net50_26w_4s').spec);
    const block = 'stage2.block1';
    const fields = fieldsFrom(graph, outputOf(graph, 'stage2.block0'));
    const joined = required(
      (indexOf(graph).contents.get(`${block}.spatial`) ?? []).find(({ op }) => op === 'concat'),
      'the slices joined',
    );
    const sizes = joined.inputs.map((id) => sizeOfSpan(windowOf(fields.get(id)).widest.rows));
    expect(sizes.toSorted((a, b) => a - b)).toEqual([1, 3, 5, 7]);
  });

  it('of a selective kernel are 3 and 5, and its gates are said to see everything', () => {
    const graph = buildGraph(parseNetwork('skresnet18').spec);
    const block = 'stage1.block1';
    const fields = fieldsFrom(graph, outputOf(graph, 'stage1.block0'));
    const paths = [0, 1].map((at) => windowOf(fields.get(outputOf(graph, `${block}.spatial.path${at}`))));
    expect(paths.map(({ widest }) => sizeOfSpan(widest.rows))).toEqual([3, 5]);
    expect([...required(paths[0], 'path').global]).toEqual([]);
    expect([...windowOf(fields.get(`${block}.spatial.join`)).global]).toEqual(['gates']);
    expect(fields.get(`${block}.spatial.attention.pool`)).toEqual({ kind: 'whole' });
  });

  it('say that a group norm sees the whole map', () => {
    const graph = buildGraph(parseSpec({ depth: 18, norm: 'group' }));
    expect([...fieldAt(graph, 'stage1.block0.conv1').global]).toEqual(['groupNorm']);
  });

  it('have nothing for what does not see the start', () => {
    const graph = buildGraph(parseSpec({ depth: 18 }));
    expect(fieldsFrom(graph, 'stage2.block0.add').has('stage1.block0.add')).toBe(false);
  });

  it('are placed and cut to the picture', () => {
    const span = { lo: -3, hi: 3 };
    expect([sizeOfSpan(span), centreOfSpan(span)]).toEqual([7, 0]);
    expect(spanAt(span, 2, 4)).toEqual({ lo: 5, hi: 11 });
    expect(clipSpan(span, 2)).toEqual({ lo: 0, hi: 1 });
    expect(clipSpan(spanAt(span, 9, 4), 32)).toBeNull();
  });
});
