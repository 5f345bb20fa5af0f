/** A network as a Python module that needs nothing but PyTorch. */
import { buildGraph } from '../../arch/build.ts';
import { familyOf } from '../../arch/families/index.ts';
import { formatSpecText } from '../../arch/names/specText.ts';
import type { FamilySpec } from '../../arch/types.ts';
import { graphTotals, nodeOf } from '../../graph/queries.ts';
import type { Graph, NamingScheme } from '../../graph/types.ts';
import { t } from '../../text/index.ts';
import { timmLine } from '../timmLine.ts';
import { classesOf } from './classes.ts';
import { foldLongLines } from './fold.ts';
import { ownModules } from './ownModules.ts';
import { blockClassLines, dropPathLines, indent, networkLines } from './render.ts';

/** Whose keys those of the state dict are, where they are not timm’s. */
const keySources: { readonly [S in NamingScheme]?: string } = {
  torchvisionShufflenet: 'follow torchvision’s names',
  shufflenetV1: 'follow the names of torchvision’s ResNets: no library has this network',
};

/** A number with thousands set apart. */
const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

/**
 * The module's text. One class for each wiring of a block, keys of the `state_dict` as timm has them, and
 * `create_model()`. The same specification always gives the same text.
 */
export function pytorchModule(spec: FamilySpec): string {
  const graph = buildGraph(spec);
  const line = timmLine(spec);
  const notes =
    line === null
      ? [`The keys of the state dict ${keySources[graph.naming] ?? 'follow timm’s names'}.`]
      : ['The keys of the state dict are those of', `    ${line}`];
  const name = t(familyOf(spec).label).replace(/\W/g, '');
  return graphModule(graph, formatSpecText(spec), notes, name);
}

/** The same for any graph; `title` and `notes` are the first and the last lines of its documentation, `name` its class. */
export function graphModule(graph: Graph, title: string, notes: readonly string[], name = 'ResNet'): string {
  const classes = classesOf(graph);
  const blocks = classes.list.map((kind) => blockClassLines(graph, classes, kind));
  const network = networkLines(graph, classes, name, 'Comments: channels x height x width after the line.');
  const own = ownModules(graph.nodes);
  const { params, macs } = graphTotals(graph);
  const input = nodeOf(graph, graph.input).shape;
  const usesOrder = [...blocks, network].flat().some((entry) => entry.includes('OrderedDict('));
  const usesF = [...own, ...blocks, network].flat().some((entry) => /\bF\.\w+\(/.test(entry));
  const sections = [
    [
      `"""${title}`,
      '',
      `Input [N, ${input.slice(1).join(', ')}], output [N, ${nodeOf(graph, graph.output).shape.slice(1).join(', ')}].`,
      `${grouped(params)} parameters, ${grouped(macs)} multiply-accumulates for one image.`,
      ...notes,
      '"""',
      '',
      ...(usesOrder ? ['from collections import OrderedDict', ''] : []),
      'import torch',
      'from torch import nn',
      ...(usesF ? ['from torch.nn import functional as F'] : []),
    ],
    ...(graph.regions.some(({ survival }) => survival !== undefined) ? [dropPathLines] : []),
    ...own,
    ...blocks,
    network,
    [
      'def create_model():',
      ...indent(
        [
          '"""The network with fresh weights: He initialisation for convolutions, 1 and 0 for norms."""',
          `model = ${name}()`,
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
  return foldLongLines(`${sections.map((lines) => lines.join('\n')).join('\n\n\n')}\n`);
}
