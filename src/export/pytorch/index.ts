/** A network as a Python module that needs nothing but PyTorch. */
import { buildGraph } from '../../arch/build.ts';
import { formatSpecText } from '../../arch/names/specText.ts';
import type { FamilySpec } from '../../arch/types.ts';
import { graphTotals, nodeOf } from '../../graph/queries.ts';
import { timmLine } from '../timmLine.ts';
import { classesOf } from './classes.ts';
import { blockClassLines, dropPathLines, indent, networkLines } from './render.ts';

/** A number with thousands set apart, as Python itself would take it. */
const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

/**
 * The module's text. One class for each wiring of a block, keys of the `state_dict` as timm has them, and
 * `create_model()`. The same specification always gives the same text.
 */
export function pytorchModule(spec: FamilySpec): string {
  const graph = buildGraph(spec);
  const classes = classesOf(graph);
  const blocks = classes.list.map((kind) => blockClassLines(graph, classes, kind));
  const text = formatSpecText(spec);
  const { params, macs } = graphTotals(graph);
  const input = nodeOf(graph, graph.input).shape;
  const line = timmLine(spec);
  const usesF = blocks.flat().some((entry) => entry.includes('F.pad('));
  const sections = [
    [
      `"""${text}`,
      '',
      `Input [N, ${input.slice(1).join(', ')}], output [N, ${nodeOf(graph, graph.output).shape.slice(1).join(', ')}].`,
      `${grouped(params)} parameters, ${grouped(macs)} multiply-accumulates for one image.`,
      ...(line === null
        ? ['The keys of the state dict follow timm’s names.']
        : ['The keys of the state dict are those of', `    ${line}`]),
      '"""',
      '',
      'import torch',
      'from torch import nn',
      ...(usesF ? ['from torch.nn import functional as F'] : []),
    ],
    ...(graph.regions.some(({ survival }) => survival !== undefined) ? [dropPathLines] : []),
    ...blocks,
    networkLines(graph, classes, 'ResNet', 'Comments: channels x height x width after the line.'),
    [
      'def create_model():',
      ...indent(
        [
          '"""The network with fresh weights: He initialisation for convolutions, 1 and 0 for norms."""',
          'model = ResNet()',
          'for module in model.modules():',
          '    if isinstance(module, nn.Conv2d):',
          "        nn.init.kaiming_normal_(module.weight, mode='fan_out', nonlinearity='relu')",
          '        if module.bias is not None:',
          '            nn.init.zeros_(module.bias)',
          'return model',
        ],
        1,
      ),
    ],
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n\n')}\n`;
}
