import { expect, it } from 'vitest';
import { parseArgs } from './args.ts';
import { UsageError } from './errors.ts';
import { commandNames, commands } from './grammar.ts';
import { helpMarkdown, helpText } from './help.ts';

const parse = (line: string) => parseArgs(line.split(' ').filter(Boolean));

it('reads a command with its values, in any order and both forms', () => {
  expect(parse('describe resnet50d --size 160x224 --json')).toEqual({
    command: 'describe',
    operand: 'resnet50d',
    given: { size: { height: 160, width: 224 }, json: true },
  });
  expect(
    parse(
      'run --top=3 --image a.png --mean -1,0.5,1e-2 --std 0.5 resnet18 --interpolation bilinear --backend cpu',
    ),
  ).toEqual({
    command: 'run',
    operand: 'resnet18',
    given: {
      top: 3,
      image: 'a.png',
      mean: [-1, 0.5, 0.01],
      std: [0.5],
      interpolation: 'bilinear',
      backend: 'cpu',
    },
  });
  expect(parseArgs(['describe', '{"depth": 50}']).command).toBe('describe');
  expect(parse('export onnx resnet18 -o a.onnx')).toEqual({
    command: 'export',
    kind: 'onnx',
    operand: 'resnet18',
    given: { output: 'a.onnx' },
  });
  expect(parse('preprocess a.png --image-size 224 --crop-pct .9')).toMatchObject({
    given: { 'image-size': 224, 'crop-pct': 0.9 },
  });
});

it('gives help wherever it is asked for', () => {
  expect(parse('--help')).toEqual({ command: 'help', of: null });
  expect(parse('help run')).toEqual({ command: 'help', of: 'run' });
  expect(parse('run --nonsense --help')).toEqual({ command: 'help', of: 'run' });
});

it.each([
  ['', 'cli.error.noCommand', 'describe, run, check, preprocess'],
  ['explain resnet50', 'cli.error.command', 'describe, run, check, preprocess'],
  ['describe', 'cli.error.noOperand', 'NAME|JSON'],
  ['describe resnet50 resnet18', 'cli.error.surplus', 'resnet18'],
  ['describe resnet50 --sise 32x32', 'cli.error.option', '--size, --json, --help'],
  ['export keras resnet18', 'cli.error.kind', 'pytorch, training, onnx, safetensors'],
  ['export onnx resnet18 -o', 'cli.error.noValue', 'PATH'],
  ['export onnx resnet18 -o a --output b', 'cli.error.twice', '--output'],
  ['describe resnet50 -j', 'cli.error.option', '--json'],
  ['describe resnet50 --constructor 1', 'cli.error.option', '--size'],
  ['describe resnet50 --size', 'cli.error.noValue', 'HxW'],
  ['describe resnet50 --size --json', 'cli.error.noValue', 'HxW'],
  ['describe resnet50 --size=', 'cli.error.noValue', 'HxW'],
  ['describe resnet50 --size 224', 'cli.error.size', '224x224'],
  ['describe resnet50 --size 224x-1', 'cli.error.size', '224x224'],
  ['describe resnet50 --json=yes', 'cli.error.flagValue', 'yes'],
  ['describe resnet50 --json --json', 'cli.error.twice', '--json'],
  ['run resnet50 --pattern --top 0', 'cli.error.integer', '1 to 50000'],
  ['run resnet50 --pattern --top 2.5', 'cli.error.integer', '1 to 50000'],
  ['run resnet50 --pattern --backend webgl', 'cli.error.choice', 'wasm, cpu, webgpu'],
  ['run resnet50 --image a --interpolation nearest', 'cli.error.choice', 'bicubic, bilinear'],
  ['run resnet50 --image a --crop-pct all', 'cli.error.number', '0.875'],
  ['run resnet50 --image a --mean 1,2', 'cli.error.numbers', '0.485,0.456,0.406'],
  ['run resnet50 --image a --std 1,,3', 'cli.error.numbers', '0.485,0.456,0.406'],
])('refuses “%s” and says what is allowed', (line, key, allowed) => {
  try {
    parse(line);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).key).toBe(key);
    expect((error as UsageError).message).toContain(allowed);
    expect((error as UsageError).message).not.toMatch(/\{\w+\}/);
    return;
  }
  expect.unreachable();
});

it('describes every command and option in the help and in the table', () => {
  const overview = helpText(null);
  const markdown = helpMarkdown();
  for (const name of commandNames) {
    expect(overview).toMatch(new RegExp(`^  ${name} [^ ].*`, 'm'));
    expect(overview).toContain(commands[name].operand);
    const help = helpText(name);
    for (const option of Object.keys(commands[name].options)) {
      expect(help).toContain(`--${option}`);
      if (option !== 'help') expect(markdown).toContain(`--${option}`);
    }
    expect(help).not.toMatch(/\{\w+\}/);
  }
  // A bar inside a cell would end it.
  for (const line of markdown.trimEnd().split('\n')) expect(line.match(/(?<!\\)\|/g)?.length).toBe(3);
});
