import { describe, expect, it } from 'vitest';
import { graphTotals, nodesIn, outputsOf, nodeOf } from '../../graph/queries.ts';
import { buildGraph } from '../build.ts';
import { SpecError } from '../errors.ts';
import { formatSpecText, nameOf, parseSpecText, publishedFrom } from '../names/specText.ts';
import { editSpec, parseSpec } from '../spec.ts';

const versions = ['bn', 'v3', 'v4'] as const;
const sized = (version: (typeof versions)[number], inputHeight: number, inputWidth: number): object => ({
  family: 'inception',
  version,
  inputHeight,
  inputWidth,
});

describe.each(versions)('%s', (version) => {
  it('builds at every size, or says at the control which one is the nearest that it can take', () => {
    let [built, refused] = [0, 0];
    for (let size = 32; size <= 140; size += 1) {
      const option = size % 2 === 0 ? 'inputHeight' : 'inputWidth';
      try {
        const graph = buildGraph(parseSpec({ ...sized(version, 160, 160), [option]: size }));
        expect(nodeOf(graph, graph.output).shape).toEqual([1, 1000]);
        built += 1;
      } catch (error) {
        expect(error).toBeInstanceOf(SpecError);
        const { path, values } = error as SpecError;
        expect(path).toBe(option);
        expect(parseSpec({ ...sized(version, 160, 160), [option]: values['fix'] })).toBeTruthy();
        refused += 1;
      }
    }
    expect([built > 0, refused > 0]).toEqual([true, true]);
  });
});

describe('a size that does not fit', () => {
  it.each([
    ['v3', 74, 75, 'spec.inception.small'],
    ['v4', 74, 75, 'spec.inception.small'],
    ['bn', 299, 294, 'spec.inception.uneven'],
  ] as const)('%s takes instead of %d the nearest, and says why', (version, height, fix, reason) => {
    const spec = parseSpec(sized(version, 224, 224));
    const { spec: edited, adjusted } = editSpec(spec, { inputHeight: height });
    expect(adjusted).toEqual([{ option: 'inputHeight', fix, reason }]);
    expect(edited.inputHeight).toBe(fix);
    expect(() => parseSpec(sized(version, height, 224))).toThrow(
      expect.objectContaining({ path: 'inputHeight', key: reason }),
    );
  });
  it('follows a change of the version', () => {
    const { spec, adjusted } = editSpec(parseSpecText('inception_v3').spec, { version: 'bn' });
    expect([spec.inputHeight, spec.inputWidth]).toEqual([294, 294]);
    expect(adjusted.map(({ option }) => option)).toEqual(['inputHeight', 'inputWidth']);
  });
});

describe('names', () => {
  it('are those of the version, whatever the size', () => {
    const spec = parseSpec({ ...sized('v3', 224, 224), attention: 'se' });
    expect(formatSpecText(spec)).toBe('inception_v3?attention=se&inputHeight=224&inputWidth=224');
    expect(nameOf(parseSpec(sized('v4', 331, 299)))).toEqual({
      name: 'inception_v4',
      beyond: ['inputHeight=331'],
      registered: true,
    });
  });
  it('open at the published size, but for what was set by hand', () => {
    const size = (name: string, present: object): readonly number[] => {
      const { inputHeight, inputWidth, classes } = publishedFrom(name, parseSpec(present));
      return [inputHeight, inputWidth, classes];
    };
    expect(size('inception_v3', sized('bn', 224, 224))).toEqual([299, 299, 1000]);
    expect(size('bn_inception', sized('v4', 299, 299))).toEqual([224, 224, 1000]);
    expect(size('inception_v4', { ...sized('v3', 299, 240), classes: 7 })).toEqual([299, 240, 7]);
    expect(size('bn_inception', sized('v3', 295, 299))).toEqual([294, 224, 1000]);
  });
});

describe('squeeze-and-excitation', () => {
  it.each(versions)('stands behind every module of %s', (version) => {
    const plain = buildGraph(parseSpec(sized(version, 160, 160)));
    const gated = buildGraph(parseSpec({ ...sized(version, 160, 160), attention: 'se' }));
    const modules = plain.regions.filter(({ kind }) => kind === 'block');
    const gates = modules.map(({ id }) => {
      const [end = ''] = outputsOf(plain, id);
      const channels = nodeOf(plain, end).shape[1] ?? 0;
      const squeeze = Math.floor(channels / 16);
      return squeeze * (channels + 1) + channels * (squeeze + 1);
    });
    expect(graphTotals(gated).params - graphTotals(plain).params).toBe(gates.reduce((a, b) => a + b));
    for (const { id } of modules) expect(nodesIn(gated, `${id}.attention`).length).toBeGreaterThan(3);
  });
});
