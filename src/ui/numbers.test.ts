import { describe, expect, it } from 'vitest';
import { readNumber, stepNumber } from './numbers.ts';

const range = { min: 1, max: 256 };

describe('readNumber', () => {
  it.each([
    ['32', 32],
    [' 256 ', 256],
    ['1e2', 100],
    ['0', null],
    ['257', null],
    ['1.5', null],
    ['', null],
    ['abc', null],
    ['0x10', null],
    ['Infinity', null],
  ])('reads %j as %j', (text, value) => {
    expect(readNumber(text, range)).toBe(value);
  });

  it('takes fractions where they are allowed', () => {
    expect(readNumber('.125', { min: 0.125, max: 8, whole: false })).toBe(0.125);
    expect(readNumber('1.', { min: 0.125, max: 8, whole: false })).toBe(1);
  });
});

describe('stepNumber', () => {
  it('adds the step and stays within the range', () => {
    expect(stepNumber(32, 1, range)).toBe(33);
    expect(stepNumber(1, -1, range)).toBe(1);
    expect(stepNumber(0.3, -1, { min: 0.125, max: 8, step: 0.1 })).toBe(0.2);
  });

  it('goes through powers of two', () => {
    expect(stepNumber(1, 1, range, true)).toBe(2);
    expect(stepNumber(48, 1, range, true)).toBe(64);
    expect(stepNumber(48, -1, range, true)).toBe(32);
    expect(stepNumber(64, -1, range, true)).toBe(32);
    expect(stepNumber(256, 1, range, true)).toBe(256);
    expect(stepNumber(1, -1, range, true)).toBe(1);
  });
});
