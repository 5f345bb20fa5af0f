/** The files of the menu: how they are grouped and what they are called. */
export type FileId =
  | 'csv'
  | 'json'
  | 'pytorch'
  | 'training'
  | 'onnx'
  | 'onnxFolded'
  | 'onnxBare'
  | 'safetensors'
  | 'safetensorsHalf';

interface FileKind {
  /** What follows the network's name in the file's. */
  readonly ending: string;
  readonly type: string;
}

const onnx = 'application/octet-stream';

export const fileKinds: { readonly [I in FileId | 'svg']: FileKind } = {
  svg: { ending: '.svg', type: 'image/svg+xml' },
  csv: { ending: '-layers.csv', type: 'text/csv;charset=utf-8' },
  json: { ending: '.json', type: 'application/json' },
  pytorch: { ending: '.py', type: 'text/x-python' },
  training: { ending: '-training.zip', type: 'application/zip' },
  onnx: { ending: '.onnx', type: onnx },
  onnxFolded: { ending: '-folded.onnx', type: onnx },
  onnxBare: { ending: '-no-weights.onnx', type: onnx },
  safetensors: { ending: '.safetensors', type: onnx },
  safetensorsHalf: { ending: '-f16.safetensors', type: onnx },
};

export const pageFiles = ['csv', 'json'] as const satisfies readonly FileId[];
export const codeFiles = ['pytorch', 'training'] as const satisfies readonly FileId[];
export const weightFiles = [
  'safetensors',
  'safetensorsHalf',
  'onnx',
  'onnxFolded',
  'onnxBare',
] as const satisfies readonly FileId[];
