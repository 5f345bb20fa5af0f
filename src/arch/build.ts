import { memoByIdentity } from '../base/memo.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { Graph } from '../graph/types.ts';
import { buildBlock, type Streams } from './blocks/index.ts';
import { familyOf } from './families/index.ts';
import { buildHead } from './head.ts';
import { buildStem } from './stem.ts';
import { survivalOf } from './survival.ts';
import type { FamilySpec, NetworkSpec } from './types.ts';
import { withLayers } from './uniform.ts';

/**
 * The pipeline:
 *
 *   FamilySpec --normalize--> NetworkSpec --build--> Graph
 *
 * Pure and synchronous. Throws SpecError for a specification that cannot be built, GraphError for a fault of ours.
 */
export const buildGraph = memoByIdentity((spec: FamilySpec): Graph => build(familyOf(spec).normalize(spec)));

export function build(network: NetworkSpec): Graph {
  const b = new GraphBuilder();
  const { channels, height, width } = network.input;
  const input = b.node('input', { shape: [1, channels, height, width] }, 'input', []);
  let streams: Streams = [buildStem(b, input, network.stem, network.activation)];
  const blocks = network.stages.reduce((sum, stage) => sum + stage.length, 0);
  let position = 0;
  network.stages.forEach((stage, stageIndex) => {
    b.region('stage', `stage${stageIndex + 1}`, stageIndex + 1, () => {
      stage.forEach(({ block, place }, index) => {
        position += 1;
        streams = b.region(
          'block',
          `block${index}`,
          index,
          () => buildBlock(b, streams, block, place),
          survivalOf(position, blocks, network.survival),
        );
      });
    });
  });
  const output = buildHead(b, streams, network.head, network.activation);
  return withLayers(b.finish(input, output, network.naming), network.layers);
}
