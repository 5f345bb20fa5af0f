import { expect, it } from 'vitest';
import { buildGraph } from '../../arch/build.ts';
import { parseSpecText } from '../../arch/names/specText.ts';
import { presentSystems, systems } from '../../arch/systems/index.ts';
import { layoutGraph } from '../../layout/index.ts';
import { initialState } from '../../store/store.ts';
import { unfoldedFor } from './showing.ts';

it.each(systems)('shows $id in the drawing of its example', ({ id, preset }) => {
  const { spec } = parseSpecText(preset);
  const graph = buildGraph(spec);
  const at = presentSystems(spec).find(({ system }) => system.id === id)?.at ?? '';
  const { view } = initialState();
  const { open, collapsed } = unfoldedFor(graph, view, at);
  const scene = layoutGraph(graph, {
    open: new Set(open),
    unfolded: new Set(view.unfolded),
    collapsed: new Set(collapsed),
  });
  const places = [...scene.boxes.map((box) => box.id), ...scene.rows.map(({ region }) => region)];
  expect(places).toContain(at);
});
