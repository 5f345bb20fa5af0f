/**
 * Writes fixtures/golden.json.gz: what PyTorch computes for the networks that the tests check, cut down from a folder
 * of reference files (timm 1.0.28 and torchvision 0.14.1 in float64, weights as in src/weights/seeded.ts, image as in src/image/pattern.ts).
 * Beside it fixtures/receptiveFields.json: the intervals of the same reference for ResNet-18 to -152, A to D, each checked there
 * against the support of a gradient.
 *
 *   node scripts/make-fixtures.mjs REFERENCE_FOLDER
 */
import { readdirSync, readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

const folder = process.argv[2];
if (!folder) {
  console.error('usage: node scripts/make-fixtures.mjs REFERENCE_FOLDER');
  process.exit(2);
}

const attention = {
  "{attn_layer: 'se'}": { attention: 'se' },
  "{attn_layer: 'eca'}": { attention: 'eca' },
  "{attn_layer: 'ceca'}": { attention: 'ceca' },
  "{attn_layer: 'ese'}": { attention: 'ese' },
};
const activations = {
  elu: 'elu',
  hard_swish: 'hardSwish',
  leaky_relu: 'leakyRelu',
  relu6: 'relu6',
  silu: 'silu',
};
const pools = { catavgmax: 'catAvgMax', max: 'max', avgmax: 'avgMax' };
const plain = new Set(['block', 'layers', 'num_classes', 'in_chans']);

/** Of the older SENet code: three blocks that differ in their widths and in where they stride. */
function legacySpecOf({ block, layers, groups, input_3x3: deep, downsample_kernel_size: kernel }) {
  const spec = {
    depths: layers.match(/\d+/g).map(Number),
    attention: 'se',
    reductionRounding: 'legacy',
    stemPool: 'maxCeil',
  };
  if (/\.SEResNetBlock$/.test(block)) return { ...spec, block: 'basic' };
  if (/\.SEResNetBottleneck$/.test(block)) return { ...spec, strideAt: 'reduce' };
  Object.assign(spec, { cardinality: Number(groups), baseWidth: 4 });
  if (/\.SEResNeXtBottleneck$/.test(block)) return spec;
  const stem = deep === 'True' ? { stem: 'deep', stemWidth: 64 } : {};
  return { ...spec, ...stem, shortcutKernel: Number(kernel ?? 1), reduceFirst: 2 };
}

const places = { standard: 'branch', '3x3': 'spatial', pre: 'pre', post: 'post', identity: 'identity' };
/** Squeeze-and-excitation in other places: `resnet50_se_pre`. */
function placedSpecOf(name) {
  const [, depth, place] = /^resnet(14|50)_se_(\w+)$/.exec(name) ?? [];
  if (!depth) return null;
  // Rounded down as in the paper, which differs where few channels are scaled.
  const rounding = place === '3x3' || place === 'pre' ? { reductionRounding: 'legacy' } : {};
  return { depth: Number(depth), attention: 'se', attentionAt: places[place], ...rounding };
}

/** Families of their own whose networks timm makes with the constructor of ResNet. */
const blockFamilies = [
  [/sknet\.SelectiveKernel(Basic|Bottleneck)$/, 'sknet'],
  [/resnest\.ResNestBottleneck$/, 'resnest'],
  [/res2net\.Bottle2neck$/, 'res2net'],
];
function spatialSpecOf({ block, layers, block_args: args, ...kwargs }) {
  const found = blockFamilies.find(([pattern]) => pattern.test(block));
  if (!found) return null;
  const [, family] = found;
  const argument = (name, otherwise) => new RegExp(`\\b${name}: ([\\w.]+)`).exec(args)?.[1] ?? otherwise;
  const spec = {
    family,
    depths: layers.match(/\d+/g).map(Number),
    stem: kwargs.stem_type ? 'deep' : 'conv7',
    stemWidth: Number(kwargs.stem_width ?? 64),
    shortcut: kwargs.avg_down ? 'avgProjection' : 'projection',
    cardinality: Number(kwargs.cardinality ?? 1),
    baseWidth: Number(kwargs.base_width ?? 64),
  };
  if (family === 'res2net') return { ...spec, scale: Number(argument('scale')) };
  if (family === 'resnest') {
    const avgDown = argument('avd_first') === 'True' ? 'before' : 'after';
    return { ...spec, radix: Number(argument('radix')), avgDown };
  }
  return {
    ...spec,
    block: /Basic$/.test(block) ? 'basic' : 'bottleneck',
    paths: argument('split_input') === 'True' ? 'half' : 'all',
    skRatio: 1 / Number(argument('rd_ratio', 1 / 16)),
    skDivisor: Number(argument('rd_divisor', 8)),
  };
}

/** Networks of the papers that no library has. */
const own = {
  cifar_resnet44_A: { family: 'cifarResnet', depth: 44 },
  cifar_resnet56_A: { family: 'cifarResnet', depth: 56 },
  cifar_v2order_orig_20: { family: 'cifarResnet', depth: 20, order: 'post' },
  cifar_v2order_bn_after_20: { family: 'cifarResnet', depth: 20, order: 'bnAfterAdd' },
  cifar_v2order_relu_only_20: { family: 'cifarResnet', depth: 20, order: 'reluOnly' },
  cifar_v2order_full_20: { family: 'cifarResnet', depth: 20, order: 'fullPre' },
  cifar_stochdepth_20_test: { family: 'cifarResnet', depth: 20, survival: 0.5, survivalScale: 'test' },
  wrn_16_4: { family: 'cifarResnet', order: 'fullPre', shortcut: 'projection', depth: 16, widen: 4 },
  wrn_16_8: { family: 'cifarResnet', order: 'fullPre', shortcut: 'projection', depth: 16, widen: 8 },
  wrn_28_10: { family: 'cifarResnet', order: 'fullPre', shortcut: 'projection', depth: 28, widen: 10 },
  plain18: { depth: 18, shortcut: 'none' },
  cifar_resnet20_A: { family: 'cifarResnet', depth: 20 },
  cifar_resnet20_B: { family: 'cifarResnet', depth: 20, shortcut: 'projection' },
  cifar_resnet110_A: { family: 'cifarResnet', depth: 110 },
  dmrnet_cifar_56: { family: 'fusenet' },
  dfn_il_cifar_n2: { family: 'fusenet', fusion: 'inception', blocksPerStage: 2 },
  dfn_fuse3_cifar_14: { family: 'fusenet', fusion: 'deep', blocksPerStage: 1 },
  fractalnet_C2_B3: { family: 'fractalnet', columns: 2, blocks: 3 },
  fractalnet_C3_B5_narrow: { family: 'fractalnet' },
  bn_inception: { family: 'inception' },
  se_bn_inception: { family: 'inception', attention: 'se' },
  inception_v3: { family: 'inception', version: 'v3' },
  inception_v4: { family: 'inception', version: 'v4' },
  resnet18_optA: { depth: 18, shortcut: 'zeroPad' },
  resnet34_optA: { depth: 34, shortcut: 'zeroPad' },
  shufflenet_v1_g1_x1_0: { family: 'shufflenetV1', groups: 1 },
  shufflenet_v1_g2_x1_0: { family: 'shufflenetV1', groups: 2 },
  shufflenet_v1_g3_x0_5: { family: 'shufflenetV1', widthMultiplier: 0.5 },
  shufflenet_v1_g3_x1_0: { family: 'shufflenetV1' },
  shufflenet_v1_g3_x1_0_se: { family: 'shufflenetV1', attention: 'se' },
  tv_shufflenet_v2_x1_0: { family: 'shufflenetV2' },
  tv_shufflenet_v2_x2_0: { family: 'shufflenetV2', widthMultiplier: 2 },
  shufflenet_v2_x1_0_se: { family: 'shufflenetV2', attention: 'se' },
  shufflenet_v2_x1_0_res: { family: 'shufflenetV2', residual: 'branch' },
};

const densenetSpecOf = ({ growth_rate: growth, block_config: depths }) => ({
  family: 'densenet',
  depths: depths.match(/\d+/g).map(Number),
  growthRate: Number(growth),
});

/** Groups of 32 and a base width of 64 for the small ones are the constructor's defaults. */
function dpnSpecOf(kwargs) {
  const list = (key) => kwargs[key].match(/\d+/g).map(Number);
  const small = kwargs.small === 'True';
  return {
    family: 'dpn',
    depths: list('k_sec'),
    increments: list('inc_sec'),
    residualWidth: small ? 64 : 256,
    branchWidth: Number(kwargs.k_r),
    cardinality: Number(kwargs.groups),
    stemKernel: small ? 3 : 7,
    stemWidth: Number(kwargs.num_init_features),
    branchEnd: kwargs.b === 'True' ? 'twoConvs' : 'cut',
  };
}

function regnetSpecOf({ cfg }) {
  const number = (key) => Number(new RegExp(`\\b${key}=([\\d.]+)`).exec(cfg)[1]);
  return {
    family: 'regnet',
    depth: number('depth'),
    w0: number('w0'),
    wa: number('wa'),
    wm: number('wm'),
    groupWidth: number('group_size'),
    seRatio: number('se_ratio'),
  };
}

function resnetv2SpecOf({ layers, basic, norm_layer: norm, conv_layer: conv, stem_type: stem, ...rest }) {
  const bit = /StdConv2d/.test(conv);
  return {
    family: 'resnetv2',
    block: basic === 'True' ? 'basic' : 'bottleneck',
    depths: layers.match(/\d+/g).map(Number),
    ...(bit ? { norm: 'group', standardize: 'on' } : {}),
    ...(bit || /BatchNormAct2d/.test(norm) ? {} : { norm: 'group' }),
    ...(stem === "'fixed'" ? { stemPool: 'maxZero' } : {}),
    ...(stem === "'deep'" ? { stem: 'deep' } : {}),
    ...(stem === "'tiered'" ? { stem: 'deepTiered' } : {}),
    ...(rest.avg_down === 'True' ? { shortcut: 'avgProjection' } : {}),
    ...(rest.width_factor ? { widthFactor: Number(rest.width_factor) } : {}),
  };
}

/** Our JSON form of a reference network, or null where no family can say it. Sizes that are not 224 are added later. */
function specOf({ name, source }) {
  if (name === 'resnet50d_maxshortcut') return { depth: 50, variant: 'D', shortcut: 'maxProjection' };
  if (name === 'resnet14d_maxshortcut') return { depth: 14, variant: 'D', shortcut: 'maxProjection' };
  if (own[name]) return { ...own[name] };
  const placed = placedSpecOf(name);
  if (placed) return placed;
  if (source.ctor === 'timm.models.regnet.RegNet') return regnetSpecOf(source.kwargs);
  if (source.ctor === 'timm.models.densenet.DenseNet') return densenetSpecOf(source.kwargs);
  if (source.ctor === 'timm.models.dpn.DPN') return dpnSpecOf(source.kwargs);
  if (source.ctor === 'timm.models.resnetv2.ResNetV2') return resnetv2SpecOf(source.kwargs);
  if (source.ctor === 'timm.models.senet.SENet') return legacySpecOf(source.kwargs);
  if (!/models\.resnet\.ResNet$/.test(source.ctor)) return null;
  if (source.kwargs.block) {
    const spatial = spatialSpecOf(source.kwargs);
    if (spatial) return spatial;
  }
  const kwargs = { ...source.kwargs };
  const block = kwargs.block ?? source.args[0];
  const layers = (kwargs.layers ?? source.args[1])
    ?.replace(/[^\d,]/g, '')
    .split(',')
    .map(Number);
  if (!/\.(BasicBlock|Bottleneck)$/.test(block) || !layers) return null;
  const spec = { block: /Basic/.test(block) ? 'basic' : 'bottleneck', depths: layers };
  const variantA =
    /conv1\.stride|stride in the first|variant A|ResNet-A/i.test(source.note ?? '') ||
    /^(combo_A|resnet\d+a$)/.test(name);
  if (variantA) spec.strideAt = 'reduce';
  for (const [key, raw] of Object.entries(kwargs)) {
    const value = String(raw).replace(/^'|'$/g, '');
    if (key === 'num_classes') spec.classes = Number(value);
    else if (key === 'in_chans') spec.inputChannels = Number(value);
    else if (plain.has(key) || key === 'stem_width') continue;
    else if (key === 'stem_type') {
      spec.stem = value === 'deep_tiered' ? 'deepTiered' : 'deep';
      spec.stemWidth = Number(kwargs.stem_width ?? 64);
    } else if (key === 'avg_down') spec.shortcut = 'avgProjection';
    else if (key === 'cardinality' || key === 'groups') spec.cardinality = Number(value);
    else if (key === 'base_width' || key === 'width_per_group') spec.baseWidth = Number(value);
    else if (key === 'output_stride') spec.outputStride = Number(value);
    else if (key === 'norm_layer' && value === 'groupnorm') spec.norm = 'group';
    else if (key === 'replace_stem_pool') spec.stemPool = 'conv';
    else if (key === 'down_kernel_size') spec.shortcutKernel = Number(value);
    else if (key === 'block_reduce_first') spec.reduceFirst = Number(value);
    else if (key === 'aa_layer') spec.antiAlias = /AvgPool2d$/.test(value) ? 'avg' : 'blur';
    else if (key === 'channels') spec.widthMultiplier = Number(value.match(/\d+/)[0]) / 64;
    else if (key === 'global_pool') spec.headPool = pools[value];
    else if (key === 'act_layer') spec.activation = activations[value];
    else if (key === 'block_args' && attention[raw]) Object.assign(spec, attention[raw]);
    else if (key === 'block_args' && /SEModule, rd_ratio=([\d.]+)/.test(raw)) {
      Object.assign(spec, { attention: 'se', reductionRatio: 1 / Number(/rd_ratio=([\d.]+)/.exec(raw)[1]) });
    } else return null;
  }
  return spec;
}

const round = (value) => Number(value.toPrecision(9));
const conv = (layer) => [
  layer.p,
  layer.in,
  layer.out,
  layer.k,
  layer.s,
  layer.pad,
  layer.dil,
  layer.g,
  layer.macs,
];

const networks = [];
for (const file of readdirSync(join(folder, 'golden')).sort()) {
  const golden = JSON.parse(gunzipSync(readFileSync(join(folder, 'golden', file))).toString());
  if (!golden.source) continue;
  const spec = specOf(golden);
  if (!spec) continue;
  const [, channels, height, width] = golden.input;
  if (channels !== 3) spec.inputChannels = channels;
  if (height !== 224 || width !== 224) Object.assign(spec, { inputHeight: height, inputWidth: width });
  networks.push({
    name: golden.name,
    spec,
    params: golden.params,
    macs: golden.macs,
    activations: golden.acts_conv_linear,
    convs: golden.layers.filter((layer) => /^(Std)?Conv2d$/.test(layer.t)).map(conv),
    linears: golden.layers
      .filter((layer) => layer.t === 'Linear')
      .map((layer) => [layer.p, layer.in, layer.out, layer.macs]),
    // key, shape, kind, first value, sum of the float32 bit patterns
    tensors: golden.state_dict.filter(([, , kind]) => kind !== 'nbt'),
    logits16: golden.f64.logits16.map(round),
    top5: golden.f64.top5,
    top6: golden.f64.top6_values.map(round),
    l2: round(golden.f64.l2),
    stages: Object.fromEntries(
      Object.entries(golden.f64.stages).map(([key, stage]) => [
        key,
        { shape: stage.shape, l2: round(stage.l2), first8: stage.first8.map(round) },
      ]),
    ),
  });
}

const known = new Set(networks.map((network) => network.name));
const sizes = Object.entries(JSON.parse(readFileSync(join(folder, 'sizes.json'), 'utf8')))
  .filter(([name]) => known.has(name))
  .map(([name, bySize]) => ({ name, sizes: bySize }));

mkdirSync('fixtures', { recursive: true });
writeFileSync('fixtures/golden.json.gz', gzipSync(JSON.stringify({ networks, sizes }), { level: 9 }));

// Receptive fields of stem and stages: stride, then [lo, hi] over all paths and along the shortcuts, of position 0.
const fields = JSON.parse(
  gunzipSync(readFileSync(join(folder, 'golden', 'receptive_fields.json.gz'))).toString(),
);
const fieldLines = Object.entries(fields.nets).map(([name, stages]) => {
  const rows = stages.map((stage) => {
    const { stride, lo, hi, lo_min: shortestLo, hi_min: shortestHi } = stage;
    return `    [${[stride, lo, hi, shortestLo, shortestHi].join(', ')}]`;
  });
  return `  ${JSON.stringify(name)}: [\n${rows.join(',\n')}\n  ]`;
});
writeFileSync('fixtures/receptiveFields.json', `{\n${fieldLines.join(',\n')}\n}\n`);
console.log(`${networks.length} networks, ${sizes.length} with other sizes`);
console.log(networks.map((network) => network.name).join(' '));
