import { describe, expect, it } from 'vitest';
import { duplicateKey } from './jsonKeys.ts';

describe('a key that stands twice', () => {
  it.each([
    ['{}', null],
    ['{"a":1,"b":{"a":2},"c":[{"a":1},{"a":2}]}', null],
    ['{"a":"b","b":"a"}', null],
    ['{"a":["x","x"],"x":1}', null],
    ['{"a":"{\\"a\\":1,","b":1}', null],
    ['{"a\\\\":1,"a":2}', null],
    ['{"a":1,"a":2}', 'a'],
    ['{"x":{"y":[],"z":{},"y":1}}', 'y'],
    ['{"x":[{"k":1 , "k":2}]}', 'k'],
    ['{"a":1,"\\u0061":2}', 'a'],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
  ])('in %s is %s', (text, key) => {
    expect(duplicateKey(text)).toBe(key);
  });
});
