/**
 * How long a specification takes to become a graph: medians on this machine, and as a ratio to parsing the same graph
 * from JSON, which any tool that loads a stored graph would pay.
 */
import { register } from 'tsx/esm/api';
import { ensureDependencies } from './setup.mjs';

ensureDependencies();
register();
const { buildGraph } = await import('../src/arch/build.ts');
const { parseSpec } = await import('../src/arch/spec.ts');

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const time = (work, rounds = 101) => {
  for (let round = 0; round < 20; round += 1) work();
  return median(
    Array.from({ length: rounds }, () => {
      const start = performance.now();
      work();
      return performance.now() - start;
    }),
  );
};

const cases = {
  'depth 50': { depth: 50 },
  'depth 200': { depth: 200 },
  'depth 200, D, SE, 32x4d': { depth: 200, variant: 'D', attention: 'se', cardinality: 32, baseWidth: 4 },
};
console.log('specification to graph, medians of 101');
for (const [name, options] of Object.entries(cases)) {
  const spec = parseSpec(options);
  // The copy defeats the memo: every round builds anew.
  const build = time(() => buildGraph({ ...spec }));
  const graph = buildGraph(spec);
  const json = JSON.stringify(graph);
  const parse = time(() => JSON.parse(json));
  console.log(
    `${name.padEnd(26)} ${String(graph.nodes.length).padStart(5)} nodes  ${build.toFixed(2)} ms  ` +
      `${(build / parse).toFixed(2)} x JSON.parse`,
  );
}
