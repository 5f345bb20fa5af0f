import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../arch/build.ts';
import { parseNetwork } from '../../weights/trained/names.ts';
import { experiments } from './index.ts';

describe('the network that an experiment offers', () => {
  it.each(experiments.flatMap(({ id, example }) => (example ? [[id, example] as const] : [])))(
    'for %s, %s, allows it',
    (id, example) => {
      const { spec } = parseNetwork(example);
      const experiment = experiments.find((entry) => entry.id === id);
      expect(experiment?.obstacle({ spec, graph: buildGraph(spec) })).toBeNull();
    },
  );
});
