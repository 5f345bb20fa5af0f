import { describe, expect, it } from 'vitest';
import { headerOf } from './fixtures/files.ts';
import { checkLabels, labelLimits, labelsOf, readLabels } from './labels.ts';

const withMetadata = (metadata: Record<string, string>) => headerOf([{ name: 'a', shape: [1] }], metadata);

describe('class names in a file', () => {
  it.each(['labels', 'class_names'])('are read from %s', (key) => {
    const file = withMetadata({ [key]: '["tench","Kuvasz","lynx"]', format: 'pt' });
    expect(labelsOf(file, 3)).toEqual({ labels: ['tench', 'Kuvasz', 'lynx'], problem: null });
  });

  it('are not there in most files', () => {
    expect(labelsOf(withMetadata({ format: 'pt' }), 3)).toEqual({ labels: null, problem: null });
  });

  it.each([
    ['[1,2,3]', 'weights.labelsNotList'],
    ['{"0":"tench"}', 'weights.labelsNotList'],
    ['tench, lynx', 'weights.labelsNotList'],
    ['["a","b"]', 'weights.labelsCount'],
  ])('are left out with a reason when they are %s', (text, key) => {
    const { labels, problem } = labelsOf(withMetadata({ labels: text }), 3);
    expect(labels).toBeNull();
    expect(problem?.key).toBe(key);
    expect(problem?.message).not.toMatch(/\{\w+\}/);
  });

  it('lose control characters and what is too long', () => {
    const { labels } = labelsOf(withMetadata({ labels: JSON.stringify(['a\nb', 'x'.repeat(999)]) }), 2);
    expect(labels?.[0]).toBe('a\uFFFDb');
    expect(labels?.[1]).toHaveLength(201);
  });
});

describe('class names from a file of their own', () => {
  const read = (text: string) => readLabels(new Blob([text]), 'names.json');
  it.each([
    ['a JSON list', '["cat", "dog"]'],
    ['names by index', '{"1": "dog", "0": "cat"}'],
    ['indices by name', '{"dog": 1, "cat": 0}'],
    ['pairs by index', '{"0": ["n01", "cat"], "1": ["n02", "dog"]}'],
    ['a list of pairs', '[["n01", "cat"], ["n02", "dog"]]'],
    ['a model card', '{"model_type": "resnet", "id2label": {"0": "cat", "1": "dog"}}'],
    ['lines', 'cat\ndog\n'],
    ['lines of Windows', 'cat\r\n  dog \r\n\r\n'],
  ])('come as %s', async (_what, text) => {
    expect(await read(text)).toEqual(['cat', 'dog']);
  });

  it.each([
    ['nothing', '', 'labels.empty'],
    ['an empty list', '[]', 'labels.empty'],
    ['an empty object', '{}', 'labels.empty'],
    ['JSON that is cut off', '["cat", ', 'labels.json'],
    ['numbers', '[1, 2]', 'labels.entry'],
    ['a hole among the indices', '{"0": "cat", "2": "dog"}', 'labels.index'],
    ['an index for two names', '{"cat": 0, "dog": 0}', 'labels.index'],
    ['an index below 0', '{"cat": -1}', 'labels.index'],
    ['an index of 2^53', '{"cat": 9007199254740992}', 'labels.index'],
    ['a key twice', '{"0": "cat", "0": "dog"}', 'labels.twice'],
    ['a prototype', '{"__proto__": "cat"}', 'labels.index'],
    ['an empty line', 'cat\n\ndog', 'labels.blank'],
    ['too many', 'x\n'.repeat(50_001), 'labels.many'],
    ['too many bytes', 'x'.repeat(labelLimits.bytes + 1), 'labels.size'],
  ])('are refused when they are %s', async (_what, text, key) => {
    await expect(read(text)).rejects.toMatchObject({ key });
  });

  it('are refused when they are no text', async () => {
    const blob = new Blob([Uint8Array.of(0xff, 0xfe, 0xfd)]);
    await expect(readLabels(blob, 'x.txt')).rejects.toMatchObject({ key: 'labels.text' });
  });

  it('are as many as the network has classes', () => {
    expect(() => checkLabels(['a', 'b'], 'x.txt', 2)).not.toThrow();
    expect(() => checkLabels(['a', 'b'], 'x.txt', 3)).toThrow('x.txt names 2 classes and the network has 3');
  });
});
