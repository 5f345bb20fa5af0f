import { nodeOf } from '../../graph/queries.ts';
import { centreOfSpan, receptiveFields, sizeOfSpan } from '../../graph/receptiveField.ts';
import type { Graph, GraphNode } from '../../graph/types.ts';
import { t } from '../../text/index.ts';
import { formatValue } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';

/** How much of the picture a position of a map sees, and a way to the place where it is shown. */
export function FieldFact({ graph, node }: { readonly graph: Graph; readonly node: GraphNode }) {
  const setView = useExplorer((state) => state.setView);
  const field = receptiveFields(graph).get(node.id);
  if (field === undefined || node.id === graph.input) return null;
  if (field.kind === 'whole') return <p className="insp-faint">{t('inspect.field.whole')}</p>;
  const { rows, columns } = field.widest;
  const [, , height = 0, width = 0] = nodeOf(graph, graph.input).shape;
  const facts = {
    size: `${sizeOfSpan(rows)} × ${sizeOfSpan(columns)}`,
    picture: `${height} × ${width}`,
    jump: field.jump,
    centre: formatValue(centreOfSpan(rows)),
    least: `${sizeOfSpan(field.shortest.rows)} × ${sizeOfSpan(field.shortest.columns)}`,
  };
  return (
    <p className="insp-faint" title={t('inspect.field.help', facts)}>
      {t(field.global.has('gates') ? 'inspect.field.gates' : 'inspect.field', facts)}{' '}
      <button
        type="button"
        className="insp-link"
        onClick={() => setView({ inspectorTab: 'try', experiment: 'field' })}
      >
        {t('inspect.field.show')}
      </button>
    </p>
  );
}
