import { describe, expect, it } from 'vitest';
import { buildGraph } from '../arch/build.ts';
import { required } from '../base/invariant.ts';
import { checkpointOf, specOf, tiny } from './fixtures/files.ts';
import { nodeForTensor, tensorList } from './names/index.ts';
import { openSafetensorsBytes } from './safetensors.ts';
import { bitSum } from './seeded.ts';
import { fileProvider, openWeights, seededProvider } from './weightSource.ts';

const tensorIn = (spec: Parameters<typeof buildGraph>[0], name: string) =>
  required(nodeForTensor(buildGraph(spec), name), name);

describe('seeded weights', () => {
  it('are those of the reference', async () => {
    const provider = await openWeights({ kind: 'seeded' });
    expect(bitSum(await provider.get(tensorIn(specOf(), 'conv1.weight')))).toBe(2928424785);
    expect(provider.describe()).toContain('untrained');
  });

  it('have one key for one content, across networks', () => {
    const { keyOf } = seededProvider();
    const bottleneck = specOf();
    const basic = specOf({ block: 'basic' });
    const same = 'bn1.weight';
    expect(keyOf(tensorIn(bottleneck, same))).toBe(keyOf(tensorIn(basic, same)));
    // The end of a branch in one of them: the same name and shape, other values.
    const scaled = 'layer1.0.bn2.weight';
    expect(keyOf(tensorIn(bottleneck, scaled))).not.toBe(keyOf(tensorIn(basic, scaled)));
    expect(keyOf(tensorIn(specOf({ classes: 7 }), 'fc.weight'))).not.toBe(
      keyOf(tensorIn(bottleneck, 'fc.weight')),
    );
    const keys = tensorList(buildGraph(bottleneck)).map(keyOf);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('weights from a file', () => {
  it('are never taken for those of another file', async () => {
    const file = await openSafetensorsBytes(checkpointOf(tiny), 'tiny.safetensors');
    const tensor = tensorIn(tiny, 'fc.weight');
    expect(fileProvider(file, '').keyOf(tensor)).not.toBe(fileProvider(file, '').keyOf(tensor));
  });

  it('say which tensor is not there or has another shape', async () => {
    const file = await openSafetensorsBytes(checkpointOf(tiny), 'tiny.safetensors');
    const provider = fileProvider(file, '');
    await expect(provider.get(tensorIn(specOf(), 'fc.weight'))).rejects.toMatchObject({
      key: 'weights.otherShape',
      tensor: 'fc.weight',
      message: 'tiny.safetensors: fc.weight has the shape [10, 64]; the network needs [1000, 2048].',
    });
    await expect(provider.get(tensorIn(specOf(), 'layer1.0.conv3.weight'))).rejects.toMatchObject({
      key: 'weights.absent',
    });
  });
});
