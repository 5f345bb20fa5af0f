import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { decodeInNode } from './decodeNode.ts';
import { sampleImages } from './samples.ts';

const folder = new URL('../../public/', import.meta.url);

it('lists every sample with the size that it has', async () => {
  expect(sampleImages.map(({ file }) => file).sort()).toEqual(
    readdirSync(new URL('samples/', folder))
      .map((name) => `samples/${name}`)
      .sort(),
  );
  for (const sample of sampleImages) {
    const bytes = new Uint8Array(readFileSync(new URL(sample.file, folder)));
    expect(bytes.length).toBeLessThan(60_000);
    const { width, height } = await decodeInNode(bytes);
    expect([width, height]).toEqual([sample.width, sample.height]);
  }
});
