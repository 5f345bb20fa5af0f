import { memoByIdentity } from '../base/memo.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { Graph } from '../graph/types.ts';
import { buildResidualBlock, type Streams } from './block.ts';
import { families } from './families/index.ts';
import { buildHead } from './head.ts';
import { buildStem } from './stem.ts';
import { survivalOf } from './survival.ts';
import type { FamilySpec, NetworkSpec } from './types.ts';

/**
 * The pipeline:
 *
 *   FamilySpec --normalize--> NetworkSpec --build--> Graph
 *
 * Pure and synchronous. Throws SpecError for a specification that cannot be built, GraphError for a fault of ours.
 */
export const buildGraph = memoByIdentity(
  (spec: FamilySpec): Graph => build(families[spec.family].normalize(spec)),
);

export function build(network: NetworkSpec): Graph {
  const b = new GraphBuilder();
  const { channels, height, width } = network.input;
  const input = b.node('input', { shape: [1, channels, height, width] }, 'input', []);
  let streams: Streams = [buildStem(b, input, network.stem, network.activation)];
  const blocks = network.stages.reduce((sum, stage) => sum + stage.depth, 0);
  let position = 0;
  network.stages.forEach((stage, stageIndex) => {
    b.region('stage', `stage${stageIndex + 1}`, stageIndex + 1, () => {
      for (let index = 0; index < stage.depth; index += 1) {
        const first = index === 0;
        position += 1;
        const place = {
          stride: first ? stage.stride : 1,
          dilation: first ? stage.firstDilation : stage.dilation,
          stageDilation: stage.dilation,
          survival: survivalOf(position, blocks, network.survival),
        };
        streams = b.region(
          'block',
          `block${index}`,
          index,
          () => buildResidualBlock(b, streams, stage.block, place),
          place.survival,
        );
      }
    });
  });
  return b.finish(input, buildHead(b, streams[0], network.head), network.naming);
}
