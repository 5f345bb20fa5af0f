import { describe, expect, it } from 'vitest';
import { buildGraph } from '../arch/build.ts';
import { checkpointOf, specOf, tiny } from './fixtures/files.ts';
import { tensorList } from './names/index.ts';
import { offerFiles } from './offer.ts';
import { seededTensor } from './seeded.ts';
import { openWeights } from './weightSource.ts';

const blobOf = (bytes: Uint8Array<ArrayBuffer>) => new Blob([bytes]);
const tensors = tensorList(buildGraph(tiny));

describe('a file offered to a network', () => {
  it.each(['', 'module.'])('is read back tensor by tensor behind the prefix "%s"', async (prefix) => {
    const labels = Array.from({ length: 10 }, (_, index) => `class ${index}`);
    const bytes = checkpointOf(tiny, { prefix, metadata: { labels: JSON.stringify(labels) } });
    const offer = await offerFiles([{ blob: blobOf(bytes), name: 'tiny.safetensors' }], tiny, null);
    if (!offer.fits) throw offer.refusal;
    expect(offer.labels).toEqual(labels);
    expect(offer.report.ignored).toHaveLength(tensors.filter(({ role }) => role === 'runningVar').length);
    const provider = await openWeights(offer.source);
    expect(provider.describe()).toBe('Weights from tiny.safetensors');
    for (const tensor of tensors) {
      expect(await provider.get(tensor), tensor.name).toEqual(
        seededTensor(tensor.name, tensor.shape, tensor.kind),
      );
    }
  });

  it.each([
    ['F16', 2 ** -11],
    ['BF16', 2 ** -8],
  ] as const)('comes in %s with its precision', async (dtype, precision) => {
    const offer = await offerFiles(
      [{ blob: blobOf(checkpointOf(tiny, { dtype })), name: 'tiny.safetensors' }],
      tiny,
      null,
    );
    if (!offer.fits) throw offer.refusal;
    const provider = await openWeights(offer.source);
    for (const tensor of tensors) {
      const exact = seededTensor(tensor.name, tensor.shape, tensor.kind);
      const read = await provider.get(tensor);
      const worst = exact.reduce(
        (max, value, index) =>
          Math.max(max, Math.abs((read[index] ?? 0) - value) / Math.max(Math.abs(value), 1e-4)),
        0,
      );
      expect(worst, tensor.name).toBeLessThanOrEqual(precision);
      expect(worst, tensor.name).toBeGreaterThan(0);
    }
  });

  it('that does not fit says how, and what would', async () => {
    const offer = await offerFiles(
      [{ blob: blobOf(checkpointOf(tiny)), name: 'tiny.safetensors' }],
      specOf(),
      null,
    );
    if (offer.fits) throw new Error('it should not');
    expect(offer.suggestion).toMatchObject({ kind: 'spec', spec: tiny });
    expect(offer.refusal.message).toMatch(
      /^tiny\.safetensors does not fit resnet50, so nothing was changed\. Tensors missing: \d+; of another shape or type: \d+; without a place: 0\. It fits resnet10 \(.*classes=10.*\)\.$/,
    );
    expect(offer.refusal.message).not.toContain('inputHeight');
    const again = await offerFiles(
      [{ blob: blobOf(checkpointOf(tiny)), name: 'tiny.safetensors' }],
      tiny,
      null,
    );
    expect(again.fits).toBe(true);
  });

  it('that is no weights file is refused as a whole', async () => {
    await expect(
      offerFiles([{ blob: new Blob(['hello']), name: 'notes.txt' }], tiny, null),
    ).rejects.toMatchObject({
      key: 'weights.tooShort',
    });
  });
});
