/** Module names of the older SENet code (timm/models/senet.py, which keeps those of Cadene's pretrained models). */
import { blockNames } from './blocks.ts';

/** Stem, first pool and their activations stand in `layer0`; a deep stem numbers its convolutions. */
const stem = new Map([
  ['conv', 'layer0.conv1'],
  ['norm', 'layer0.bn1'],
  ['act', 'layer0.relu1'],
  ...[1, 2, 3].flatMap((place): [string, string][] => [
    [`conv${place}`, `layer0.conv${place}`],
    [`norm${place}`, `layer0.bn${place}`],
    [`act${place}`, `layer0.relu${place}`],
  ]),
  ['pool', 'layer0.pool'],
]);

export const legacySenet = blockNames({
  stem,
  head: new Map([
    ['pool', 'avg_pool'],
    ['poolMax', 'avg_pool.max'],
    ['fc', 'last_linear'],
  ]),
  pool: 'avg_pool',
  attention: 'se_module',
  attentionParts: new Map([
    ['reduce', 'fc1'],
    ['expand', 'fc2'],
  ]),
  lastAct: () => 'relu',
});
