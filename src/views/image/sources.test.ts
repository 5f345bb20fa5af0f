import { expect, it } from 'vitest';
import { destinationOf, firstImage } from './sources.ts';

it('sends weights to the weights and everything else to the image reader', () => {
  expect(destinationOf({ name: 'resnet50d.SAFETENSORS' })).toBe('weights');
  expect(destinationOf({ name: 'resnet50.pth' })).toBe('weights');
  expect(destinationOf({ name: 'bin.png' })).toBe('image');
  expect(destinationOf({ name: 'notes' })).toBe('image');
});

it('takes the picture out of a clipboard', () => {
  const picture = { type: 'image/png' };
  expect(firstImage([{ type: 'text/html' }, picture])).toBe(picture);
  expect(firstImage([{ type: 'text/plain' }])).toBeNull();
});
