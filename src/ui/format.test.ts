import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatExact,
  formatExactSigned,
  formatMs,
  formatPercent,
  formatShape,
  formatSigned,
  formatSignedBeside,
  formatValue,
  scaleOf,
} from './format.ts';

/** No-break spaces as plain ones, so that the expectations can be read. */
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('counts', () => {
  it.each([
    [25_557_032, '25.56 M'],
    [25_576_264, '25.58 M'],
    [4_089_184_256, '4.089 G'],
    [999_999, '1 M'],
    [999_940, '999.9 k'],
    [1000, '1 k'],
    [12, '12'],
    [0, '0'],
  ])('writes %d as %s', (value, text) => {
    expect(plain(formatCount(value))).toBe(text);
  });

  it('keeps trailing zeros where they are wanted, but not on plain counts', () => {
    expect(plain(formatCount(3_900_400_000, 3, true))).toBe('3.90 G');
    expect(formatCount(12, 4, true)).toBe('12');
    expect(plain(formatBytes(15_000_000, 3, true))).toBe('15.0 MB');
  });

  it('keeps number and unit together', () => {
    expect(formatCount(25_557_032)).toContain('\u00a0M');
  });

  it('writes a difference with a true sign', () => {
    expect(plain(formatSigned(19_232))).toBe('+19.2 k');
    expect(plain(formatSigned(-1_024_000))).toBe('−1.02 M');
    expect(formatSigned(0)).toBe('0');
  });

  it('writes a difference in the unit of its neighbour, unless nothing would be left of it', () => {
    expect(formatSignedBeside(240_844_800, 'G', 'MACs')).toBe('+0.24');
    expect(formatSignedBeside(-1_500_000_000, 'G', 'MACs')).toBe('−1.50');
    expect(plain(formatSignedBeside(2_510_000, 'G', 'MACs'))).toBe('+2.51 MMACs');
    expect(plain(formatSignedBeside(-2_968_740_000, 'M', 'MACs'))).toBe('−2.97 GMACs');
    expect(plain(formatSignedBeside(-12, 'M', 'B'))).toBe('−12 B');
    expect(formatSignedBeside(0, 'G', 'MACs')).toBe('0.00');
  });

  it('chooses the prefix after rounding', () => {
    expect(scaleOf(999_600, 3)).toBe('M');
    expect(scaleOf(999_400, 3)).toBe('k');
    expect(scaleOf(-2e9)).toBe('G');
  });

  it('writes all digits where they are wanted', () => {
    expect(formatExact(25_557_032)).toBe('25,557,032');
    expect(formatExactSigned(19_232)).toBe('+19,232');
    expect(formatExactSigned(-5)).toBe('−5');
  });
});

describe('sizes, times, shares and values', () => {
  it.each([
    [47_685_632, '47.7 MB'],
    [102_400_000, '102 MB'],
    [512, '512 B'],
  ])('writes %d bytes as %s', (bytes, text) => {
    expect(plain(formatBytes(bytes))).toBe(text);
  });

  it.each([
    [0.519, '0.52 ms'],
    [1.84, '1.8 ms'],
    [9.96, '10 ms'],
    [18.4, '18 ms'],
    [999.6, '1 s'],
    [1234, '1.2 s'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(plain(formatMs(ms))).toBe(text);
  });

  it('writes shares and measured values', () => {
    expect(formatPercent(0.7104)).toBe('71.0%');
    expect(formatPercent(0.0004)).toBe('<0.1%');
    expect(formatPercent(0.00004, 2)).toBe('<0.01%');
    expect(formatPercent(0)).toBe('0.0%');
    expect(formatValue(2.71999)).toBe('2.72');
    expect(formatValue(0.0000123)).toBe('1.23E−5');
    expect(formatValue(Number.NaN)).toBe('NaN');
    expect(formatValue(Number.NEGATIVE_INFINITY)).toBe('−∞');
  });
});

it('writes shapes without the batch', () => {
  expect(formatShape([1, 512, 28, 28])).toBe('512 × 28 × 28');
  expect(formatShape([1, 1000])).toBe('1000');
  expect(formatShape([64])).toBe('64');
});
