import { expect, it } from 'vitest';
import { destinationOf, firstImage, sortFiles } from './sources.ts';

it('sends weights to the weights and everything else to the image reader', () => {
  expect(destinationOf({ name: 'resnet50d.SAFETENSORS' })).toBe('weights');
  expect(destinationOf({ name: 'resnet50.pth' })).toBe('weights');
  expect(destinationOf({ name: 'bin.png' })).toBe('image');
  expect(destinationOf({ name: 'model.safetensors.index.json' })).toBe('weights');
  expect(destinationOf({ name: 'imagenet.json' })).toBe('labels');
  expect(destinationOf({ name: 'Classes.TXT' })).toBe('labels');
  expect(destinationOf({ name: 'notes' })).toBe('image');
});

it('sorts files that were dropped together', () => {
  const names = ['a.png', 'm-00001-of-00002.safetensors', 'labels.txt', 'm-00002-of-00002.safetensors'];
  const sorted = sortFiles(names.map((name) => ({ name })));
  expect(sorted.weights.map(({ name }) => name)).toEqual([names[1], names[3]]);
  expect([sorted.image?.name, sorted.labels?.name]).toEqual(['a.png', 'labels.txt']);
  expect(sortFiles([])).toEqual({ weights: [], labels: null, image: null });
});

it('takes the picture out of a clipboard', () => {
  const picture = { type: 'image/png' };
  expect(firstImage([{ type: 'text/html' }, picture])).toBe(picture);
  expect(firstImage([{ type: 'text/plain' }])).toBeNull();
});
