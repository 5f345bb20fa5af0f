import { expect, it } from 'vitest';
import { parseSpecText } from '../arch/names/specText.ts';
import { checkpointOf } from './fixtures/files.ts';
import { offerFiles } from './offer.ts';
import { openWeights } from './weightSource.ts';
import { tensorList } from './names/index.ts';
import { buildGraph } from '../arch/build.ts';
import { seededTensor } from './seeded.ts';
import { required } from '../base/invariant.ts';

it('opens a DenseNet with the names of torchvision’s older files', async () => {
  const { spec } = parseSpecText('densenet121?depths=2,1,1,1&growthRate=8&classes=5');
  const tensors = tensorList(buildGraph(spec));
  const older = (name: string) => name.replace(/(denselayer\d+\.(?:norm|conv))([12])\./, '$1.$2.');
  const bytes = checkpointOf(spec, { rename: older });
  expect(new TextDecoder().decode(bytes.subarray(8, 4000))).toContain('denselayer1.norm.1.weight');
  const offer = await offerFiles([{ blob: new Blob([bytes]), name: 'older.safetensors' }], spec, null);
  if (!offer.fits) throw offer.refusal;
  const provider = await openWeights(offer.source);
  const renamed = tensors.filter(({ name }) => older(name) !== name);
  expect(renamed.length).toBeGreaterThan(20);
  for (const tensor of [...renamed.slice(0, 6), required(tensors.at(-1), 'a tensor')]) {
    expect(await provider.get(tensor)).toEqual(seededTensor(tensor.name, tensor.shape, tensor.kind));
  }
});
