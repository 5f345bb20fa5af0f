/** What `--help` prints, and the same as Markdown for the README. Both are made from the grammar. */
import { t } from '../text/index.ts';
import { type CommandDescription, type CommandName, commandNames, commands } from './grammar.ts';

/** How the program is called from a clone. */
export const program = 'npm run --silent explore --';

const describing = (command: CommandName): CommandDescription => commands[command];

/** What stands after the command's name: `pytorch|onnx NAME|JSON`. */
function operandsOf(command: CommandName): string {
  const { kinds, operand } = describing(command);
  return kinds === undefined ? operand : `${kinds.join('|')} ${operand}`;
}

/** `run NAME|JSON [OPTIONS]` as it is typed. */
export const usageOf = (command: CommandName): string => `${program} ${command} ${operandsOf(command)} [--…]`;

interface OptionLine {
  /** `--size HxW` */
  readonly typed: string;
  readonly says: string;
}

function optionLines(command: CommandName): readonly OptionLine[] {
  return Object.entries(describing(command).options).map(([name, option]) => ({
    typed:
      option.kind === 'flag'
        ? `--${name}`
        : `${option.letter === undefined ? '' : `-${option.letter}, `}--${name} ${option.value}`,
    says: t(
      option.help,
      option.kind === 'value' && option.fallback !== null ? { fallback: option.fallback } : {},
    ),
  }));
}

/** Two columns, the first as wide as its longest entry. */
function columns(lines: readonly (readonly [string, string])[]): string {
  const width = Math.max(...lines.map(([left]) => left.length));
  return lines.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`).join('');
}

/** The help of the program, or of one command. Ends in a line break. */
export function helpText(command: CommandName | null): string {
  if (command === null) {
    const list = commandNames.map((name) => [`${name} ${operandsOf(name)}`, t(commands[name].help)] as const);
    const more = t('cli.more', { usage: `${program} ${commandNames[0]} --help` });
    return `${t('cli.about')}\n\n${t('cli.commands')}\n${columns(list)}\n${more}\n`;
  }
  const { help, operand, operandHelp } = describing(command);
  const lines = optionLines(command).map(({ typed, says }) => [typed, says] as const);
  return [
    `${t(help)}\n\n`,
    `${t('cli.usage', { usage: usageOf(command) })}\n`,
    columns([[operand, t(operandHelp)]]),
    `\n${t('cli.options')}\n`,
    columns(lines),
  ].join('');
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** A Markdown table of every command with its options. */
export function helpMarkdown(): string {
  const rows = commandNames.flatMap((name) => [
    `| \`${cell(`${name} ${operandsOf(name)}`)}\` | ${cell(t(commands[name].help))} |`,
    ...optionLines(name)
      .filter(({ typed }) => typed !== '--help')
      .map(({ typed, says }) => `| &emsp;\`${cell(typed)}\` | ${cell(says)} |`),
  ]);
  return ['| | |', '|---|---|', ...rows, ''].join('\n');
}
