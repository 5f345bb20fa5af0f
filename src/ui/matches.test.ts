import { expect, it } from 'vitest';
import { matchesOf } from './matches.ts';

const names = ['resnet50', 'resnet50d', 'seresnet50', 'resnext50_32x4d'];

it('puts those that begin with the text first', () => {
  expect(matchesOf(names, 'ResNet5')).toEqual(['resnet50', 'resnet50d', 'seresnet50']);
  expect(matchesOf(names, 'ResNet5', 1)).toEqual(['resnet50']);
});

it('has nothing to add to an empty or a finished text', () => {
  expect(matchesOf(names, ' ')).toEqual([]);
  expect(matchesOf(names, 'resnet50d')).toEqual([]);
  expect(matchesOf(names, 'vit')).toEqual([]);
});
