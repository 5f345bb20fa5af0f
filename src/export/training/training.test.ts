import { strFromU8, unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { parseSpecText } from '../../arch/names/specText.ts';
import { pytorchModule } from '../pytorch/index.ts';
import { zipFiles } from '../zip.ts';
import { trainingProject } from './index.ts';

const specOf = (text: string) => parseSpecText(text).spec;
const fileOf = (text: string, path: string) =>
  trainingProject(specOf(text)).find((file) => file.path === path)?.text ?? '';

it('fills in what the network takes and gives', () => {
  const text = fileOf('resnet18?classes=12&inputChannels=1&inputHeight=48&inputWidth=64', 'train.py');
  expect(text).toContain('CHANNELS, HEIGHT, WIDTH, CLASSES = 1, 48, 64, 12\n');
  expect(text).toContain('MEAN, STD = (0.449,), (0.226,)\n');
  expect(fileOf('resnet18', 'train.py')).toContain(
    'MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)\n',
  );
  expect(text).not.toMatch(/\$\{|undefined/);
});

it('has the module as it is exported alone, and says how to use it', () => {
  expect(fileOf('seresnet50?classes=7', 'network.py')).toBe(pytorchModule(specOf('seresnet50?classes=7')));
  expect(fileOf('seresnet50?classes=7', 'README.md')).toContain(
    "timm.create_model('seresnet50', num_classes=7)",
  );
  expect(fileOf('resnet50a', 'README.md')).not.toContain('timm.create_model');
});

it('goes into a zip, always of the same bytes', () => {
  const files = trainingProject(specOf('resnet18'));
  const zip = zipFiles('resnet18', files);
  expect(zipFiles('resnet18', files)).toEqual(zip);
  const unzipped = Object.entries(unzipSync(zip)).map(([path, bytes]) => [path, strFromU8(bytes)]);
  expect(unzipped).toEqual(files.map(({ path, text }) => [`resnet18/${path}`, text]));
});
