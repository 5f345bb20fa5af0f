import { expect, it } from 'vitest';
import { parseSpec } from '../arch/spec.ts';
import { floatToHalf, halfToFloat } from '../weights/halfFloat.ts';
import type { NamedTensor } from '../weights/names/index.ts';
import { offerFiles } from '../weights/offer.ts';
import { openSafetensorsBlob } from '../weights/safetensors.ts';
import { seededTensor } from '../weights/seeded.ts';
import { safetensorsParts } from './safetensors.ts';

const spec = parseSpec({ depth: 10, widthMultiplier: 0.25, classes: 3, attention: 'se' });
const weights = ({ name, shape, kind }: NamedTensor) => Promise.resolve(seededTensor(name, shape, kind));
const labels = ['cat', 'dog', 'fox'];

it.each(['F32', 'F16'] as const)('writes %s weights that load again as they were', async (dtype) => {
  const parts = await safetensorsParts(spec, { weights, dtype, labels });
  const blob = new Blob([...parts] as BlobPart[]);
  const offer = await offerFiles([{ blob, name: 'mine.safetensors' }], spec, null);
  expect([offer.fits, offer.labels]).toEqual([true, labels]);
  const file = await openSafetensorsBlob(blob, 'mine.safetensors');
  for (const [name, entry] of file.entries) {
    const kind = name === 'layer4.0.bn2.weight' ? 'nwr' : null;
    if (name !== 'conv1.weight' && kind === null) continue;
    const exact = seededTensor(name, entry.shape, kind ?? 'w');
    expect(await file.read(name)).toEqual(dtype === 'F16' ? halfToFloat(floatToHalf(exact)) : exact);
  }
});

it('asks for one tensor at a time and can be stopped', async () => {
  const steps: string[] = [];
  const onTensor = (done: number, total: number) => {
    steps.push(`${done}/${total}`);
    if (done === 3) throw new Error('enough');
  };
  await expect(safetensorsParts(spec, { weights, dtype: 'F32', labels: null, onTensor })).rejects.toThrow(
    'enough',
  );
  expect(steps.length).toBe(4);
});
