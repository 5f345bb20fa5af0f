import type { Message } from './message.ts';

/**
 * Every text that a user reads, by key. Keys are grouped by the part of the page they stand in. Write plainly: name
 * the thing, the value and what the user can do.
 */
export const en = {
  // --- app: page frame, top bar, sharing ---
  'app.title': 'ResNet Explorer',
  'app.unexpected': 'Something went wrong that should not: {reason}. Reload the page; the address keeps your network.',
  'app.linkCopied': 'Link copied. It holds the network, the view and the selection, never your image or weights.',
  'app.copyByHand': 'The clipboard is not available here. Copy the address from the address bar instead.',
  'app.linkDropped': {
    one: 'One part of the link could not be used and was left out: {parts}',
    other: '{count} parts of the link could not be used and were left out: {parts}',
  },
  'app.loadFailed': '{name} could not be loaded. Check the connection and try again.',

  // --- spec: controls of the specification, and what is wrong with one ---
  'spec.block': 'Block',
  'spec.block.help': 'Basic: two 3x3. Bottleneck: 1x1 reduce, 3x3, 1x1 expand by 4.',
  'spec.depths': 'Blocks per stage',
  'spec.depths.help': 'How many blocks each of the four stages has.',
  'spec.strideAt': 'Stride place',
  'spec.strideAt.help': 'Which convolution of a bottleneck halves the resolution: the first 1x1 or the 3x3.',
  'spec.stem': 'Stem',
  'spec.stem.help': 'What the image meets first: one 7x7, three 3x3, or the small stem for tiny images.',
  'spec.stemWidth': 'Stem width',
  'spec.stemWidth.help': 'Channels of the stem; a deep stem puts out twice as many.',
  'spec.stemPool': 'Stem pool',
  'spec.stemPool.help': 'What halves the resolution after the stem: a max pool, a convolution, or nothing.',
  'spec.shortcut': 'Shortcut',
  'spec.shortcut.help':
    'How the identity is brought to a new shape: a strided 1x1, or a pool and then a 1x1.',
  'spec.shortcutKernel': 'Shortcut kernel',
  'spec.shortcutKernel.help': 'Kernel of a strided shortcut convolution: 3 in SENet-154, else 1.',
  'spec.cardinality': 'Cardinality',
  'spec.cardinality.help': 'Groups of the 3x3: 1 is ResNet, 32 is the usual ResNeXt.',
  'spec.baseWidth': 'Base width',
  'spec.baseWidth.help': 'Channels of one group at stage 1: 64 is ResNet, 4 with cardinality 32 is ResNeXt.',
  'spec.widthMultiplier': 'Width multiplier',
  'spec.widthMultiplier.help': 'Scales the channels of every stage; the stem keeps its own width.',
  'spec.reduceFirst': 'First reduction',
  'spec.reduceFirst.help': 'Divides the width of a block’s first convolution: 2 in SENet-154, else 1.',
  'spec.attention': 'Attention',
  'spec.attention.help': 'Gates that scale the channels of each block’s branch.',
  'spec.reductionRatio': 'Reduction ratio',
  'spec.reductionRatio.help': 'Squeeze-and-excitation squeezes C channels to C divided by this.',
  'spec.reductionRounding': 'Squeeze rounding',
  'spec.reductionRounding.help':
    'timm rounds the squeeze to a multiple of 8; the older SENet code rounds down.',
  'spec.outputStride': 'Output stride',
  'spec.outputStride.help':
    'Input size over the last map’s size; 8 and 16 dilate late stages instead of striding.',
  'spec.activation': 'Activation',
  'spec.activation.help': 'The non-linearity of stem and blocks.',
  'spec.headPool': 'Head pool',
  'spec.headPool.help': 'How the last maps become one vector.',
  'spec.classes': 'Classes',
  'spec.classes.help': 'Outputs of the classifier.',
  'spec.inputChannels': 'Input channels',
  'spec.inputChannels.help': '3 for colour, 1 for grey.',
  'spec.inputHeight': 'Input height',
  'spec.inputHeight.help': 'Pixels, from 32.',
  'spec.inputWidth': 'Input width',
  'spec.inputWidth.help': 'Pixels, from 32.',
  'spec.notObject': 'A specification is an object such as {"family": "resnet", "depth": 50}.',
  'spec.unknownOption': '“{option}” is no option here. Options: {allowed}.',
  'spec.notChoice': '{option} cannot be “{value}”. Allowed: {allowed}.',
  'spec.notInteger': '{option} cannot be “{value}”. It takes a whole number from {min} to {max}.',
  'spec.notNumber': '{option} cannot be “{value}”. It takes a number from {min} to {max}.',
  'spec.notIntegers': '{option} cannot be “{value}”. It takes {length} whole numbers, such as 3.4.6.3.',
  'spec.basicHasNoReduce':
    'A basic block has no 1x1, so its stride is always in the first 3x3: A and B are the same.',
  'spec.basicHasNoGroups': 'A basic block has no groups: cardinality needs bottleneck blocks.',
  'spec.basicHasNoBaseWidth': 'A basic block has no inner width: base width needs bottleneck blocks.',
  'spec.pooledShortcutIs1x1': 'After a pool the shortcut’s convolution is always 1x1.',
  'spec.ratioNeedsSe': 'Ratio and rounding belong to squeeze-and-excitation.',
  'spec.zeroWidth':
    'Base width {value} leaves no channel at a stage of {planes}: raise it, or the width multiplier.',
  'spec.zeroFirst': 'A first reduction by {value} leaves no channel of {width}.',

  // --- arch: names, variants and sentences about an architecture ---
  'arch.badName':
    '“{value}” is no name this page knows. Try resnet50d, seresnext50_32x4d, wide_resnet50_2, or JSON.',
  'arch.badDepth': 'There is no depth {value}. Depths: {allowed}.',
  'arch.badLetter': 'There is no variant “{value}”. Letters: {allowed}.',
  'arch.emptyName': 'The name is empty. Try resnet50d.',
  'arch.longName': 'The text is longer than {max} characters; a name or a specification needs far fewer.',
  'arch.badJson': 'This is not valid JSON: {reason}',

  // --- graph: the drawing and its table ---
  'graph.stem': 'stem',
  'graph.stage': 'stage {index}',
  'graph.head': 'head',
  'graph.block': 'block {index}',
  'graph.blocks': 'block {first}–{last}',
  'graph.times': '× {count}',
  'graph.stageBlocks': { one: '{count} block', other: '{count} blocks' },
  'graph.projection': 'projection',
  'graph.identity': 'identity',
  'graph.gate': 'gate',
  'graph.gateOf': '{name} gate',
  'graph.op.input': 'input',
  'graph.op.channelConv': 'conv 1d',
  'graph.op.linear': 'fc',
  'graph.op.maxPool': 'max {size}',
  'graph.op.avgPool': 'avg {size}',
  'graph.op.globalAvg': 'avg pool',
  'graph.op.globalMax': 'max pool',
  'graph.op.mean': 'mean',
  'graph.op.concat': 'concat',
  'graph.op.flatten': 'flatten',
  'graph.say.node': '{name}, {words}, output {shape}',
  'graph.say.in': '{place} {what}',
  'graph.say.stride': '{words}, stride {stride}',
  'graph.say.groups': '{words}, {groups} groups',
  'graph.say.dilation': '{words}, dilation {dilation}',
  'graph.say.conv': '{kernel} convolution',
  'graph.say.channelConv': 'one-dimensional convolution across {kernel} channels',
  'graph.say.linear': 'fully connected layer',
  'graph.say.batchNorm': 'batch norm',
  'graph.say.activation': '{name} activation',
  'graph.say.maxPool': '{size} max pool',
  'graph.say.avgPool': '{size} average pool',
  'graph.say.globalPool': 'global {words}',
  'graph.say.add': 'sum of branch and shortcut',
  'graph.say.scale': 'product of maps and gates',
  'graph.say.mean': 'mean of two',
  'graph.say.concat': 'concatenation along channels',
  'graph.say.flatten': 'flatten to a vector',
  'graph.say.row': '{title}, output {shape}',
  'graph.say.block': '{stage} {title}, {shortcut} shortcut, output {shape}',
  'graph.say.fold': '{stage} {title}, {count} equal blocks, {shortcut} shortcut, output {shape}',
  'graph.say.stageCard': '{title}, {blocks}, output {shape}',
  'graph.say.halves': '{words}, divides the resolution by {down}',
  'graph.say.attention': '{words}, with {name} attention',
  'graph.say.gate': '{place} {name} attention gate, {detail}',
  'graph.say.changed': '{words}, changed by the last edit',
  'graph.fold': 'fold × {count}',
  'graph.unfold': 'Unfold {count} blocks',
  'graph.foldAgain': 'Fold {count} blocks',
  'graph.openBlock': 'Open',
  'graph.closeBlock': 'Close',

  // --- image: reading and preparing an image ---
  'image.error.empty': 'The file is empty. Choose another picture.',
  'image.error.fileTooLarge':
    'The file has {megabytes} MB; up to {limit} MB can be read. Save a smaller copy and try that.',
  'image.error.notImage': 'This file is no picture. Choose a {allowed} file.',
  'image.error.unsupportedFormat':
    '{format} files can’t be read here. Save the picture as {allowed} and try again.',
  'image.error.unsupportedHere':
    'This browser can’t read this {format} file. Save the picture as PNG, JPEG or WebP and try again.',
  'image.error.tooManyPixels':
    'The picture is {width} x {height}, that is {megapixels} megapixels; up to {limit} fit into memory. Save a smaller copy and try that.',
  'image.error.sideTooLong':
    'The picture is {width} x {height}; neither side may exceed {limit} pixels. Save a smaller copy and try that.',
  'image.error.truncated':
    'The {format} file ends too early: a part of the picture is missing. Save or download it again.',
  'image.error.damaged': 'The {format} file is damaged and can’t be read. Save or download it again.',
  'image.error.noCanvas':
    'This browser gives no canvas to read the picture with. A PNG file works without one.',
  'image.error.imageSize': 'Image size {value} does not work: give a whole number from 1 to {limit}.',
  'image.error.cropPct':
    'Crop fraction {value} does not work: give a number from {min} to {max}, usually 0.8 to 1.',
  'image.error.mean': 'Mean {value} does not work: give one number, or one for each of red, green and blue.',
  'image.error.std':
    'Standard deviation {value} does not work: give one number above 0, or one for each of red, green and blue.',
  'image.error.inputChannels':
    'A network with {value} input channels can’t take a picture: give a whole number from 1 up.',

  // --- weights: files, binding, seeded weights ---
  'weights.empty': '{file} is empty: there is nothing to load. Choose a .safetensors file.',
  'weights.tooShort':
    '{file} has {size} bytes; a safetensors file has more than 8. Choose a .safetensors file.',
  'weights.pickle':
    '{file} is a PyTorch pickle (.pth, .pt or .bin). Only .safetensors files are read: save the weights again with safetensors.torch.save_file.',
  'weights.headerLength':
    '{file} is not a safetensors file, or it is cut off: it claims a header of {length} bytes, and between 2 and {limit} are possible in a file of {size} bytes.',
  'weights.headerJson':
    '{file} is not a safetensors file, or it is damaged: its header is not a JSON object in UTF-8. Download it again, or choose another file.',
  'weights.duplicate':
    '{file} is damaged: its header says {tensor} twice, and each name may stand there once.',
  'weights.tooMany': '{file} lists {count} tensors; up to {limit} are read.',
  'weights.noTensors': '{file} holds no tensors.',
  'weights.overlap': '{file} is damaged: the bytes of {tensor} overlap those of the tensor before it.',
  'weights.hole': '{file} is damaged: {bytes} bytes before {tensor} belong to no tensor.',
  'weights.trailing': '{file} is damaged: its last {bytes} bytes belong to no tensor.',
  'weights.metadata': '{file} is damaged: its metadata must be texts by name, and are something else.',
  'weights.nameLength': '{file} names a tensor {tensor}, longer than the {limit} characters that are read.',
  'weights.entry':
    '{file} is damaged: {tensor} should be described by dtype, shape and data_offsets, and says {value}.',
  'weights.dtype': '{file}: {tensor} has the data type {value}; known are {allowed}.',
  'weights.shape':
    '{file}: {tensor} has the shape {value}; a shape is a list of up to {limit} whole numbers from 0 up.',
  'weights.offsets':
    '{file} is damaged or cut off: {tensor} lies at {value}; both ends must be whole numbers from 0 to {limit}, the first no larger than the second.',
  'weights.size': '{file} is damaged: {tensor} has {value} bytes, and its shape {shape} needs {bytes}.',
  'weights.notFloat': '{file}: {tensor} holds {value} values; weights can be read from {allowed}.',
  'weights.unreadable':
    '{file} cannot be read any more: it was moved, changed or deleted since it was chosen. Choose it again.',
  'weights.absent': '{file} has no tensor {tensor}.',
  'weights.otherShape': '{file}: {tensor} has the shape {value}; the network needs {shape}.',
  'weights.seeded': 'Seeded, untrained weights',
  'weights.fromFile': 'Weights from {file}',
  'weights.labelsNotList':
    '{file}: its class names under "{key}" are not a JSON list of texts, so numbers are shown.',
  'weights.labelsCount':
    '{file}: it names {count} classes and the network has {classes}, so numbers are shown.',
  'weights.surplus': '{file} has {tensor}, which this network has no layer for.',
  'weights.otherFamily':
    '{file} is of another kind of network: a ResNet of timm or torchvision has a tensor {tensor}.',
  'weights.unknownStem':
    '{file} has a stem that cannot be built here: conv1.weight with a 7x7 or 3x3 kernel, or conv1.0, conv1.3 and conv1.6 are known.',
  'weights.otherBlock':
    '{file} has blocks of a kind that is not built here: there is no {tensor}.',
  'weights.stages': '{file} has {count} of the four stages that a network has here.',
  'weights.nearly': '{file} is most like {name}, but differs from it in {tensor}.',
  'weights.fitsOther':
    '{file} does not fit {network}, so nothing was changed. Tensors missing: {missing}; of another shape or type: {wrong}; without a place: {surplus}. It fits {name}.',
  'weights.fitsNone':
    '{file} does not fit {network}, so nothing was changed. Tensors missing: {missing}; of another shape or type: {wrong}; without a place: {surplus}. {reason}',

  // --- run: backends, runs, predictions ---
  'run.starting': 'Looking for the fastest way to run on this device…',

  // --- inspect: feature maps, kernels, numbers ---

  // --- cli: the terminal ---
} as const satisfies Record<string, Message>;
