/** From what was typed to a command and its values. */
import { UsageError } from './errors.ts';
import {
  type CommandDescription,
  type CommandName,
  commandNames,
  commands,
  type Parsed,
  short,
} from './grammar.ts';
import { usageOf } from './help.ts';

/** Someone asks what can be given: at all, or to one command. */
export interface HelpWanted {
  readonly command: 'help';
  readonly of: CommandName | null;
}

const isCommand = (text: string): text is CommandName => Object.hasOwn(commands, text);
const isHelp = (text: string): boolean => text === '--help' || text === '-h';

/** Reads the arguments after the program's name. Throws UsageError that says what is allowed. */
export function parseArgs(args: readonly string[]): Parsed | HelpWanted {
  const [command, ...rest] = args;
  const allowed = commandNames.join(', ');
  if (command === undefined) throw new UsageError('cli.error.noCommand', { allowed });
  if (isHelp(command) || command === 'help') {
    return { command: 'help', of: rest.find(isCommand) ?? null };
  }
  if (!isCommand(command)) throw new UsageError('cli.error.command', { value: short(command), allowed });
  if (rest.some(isHelp)) return { command: 'help', of: command };
  return { command, ...parseRest(command, rest) } as Parsed;
}

interface Typed {
  readonly kind?: string;
  readonly operand: string;
  readonly given: object;
}

/** The option's name with two dashes where its letter with one was typed. */
function longName(name: string, { options }: CommandDescription): string {
  const found = Object.entries(options).find(
    ([, option]) => option.kind === 'value' && option.letter !== undefined && name === `-${option.letter}`,
  );
  return found === undefined ? name : `--${found[0]}`;
}

function parseRest(command: CommandName, args: readonly string[]): Typed {
  const description: CommandDescription = commands[command];
  const { options, operand: wanted, kinds } = description;
  let kind: string | null = null;
  const given: Record<string, unknown> = {};
  let operand: string | null = null;
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (!/^-./.test(word)) {
      if (kinds !== undefined && kind === null) {
        if (!kinds.includes(word)) {
          throw new UsageError('cli.error.kind', { command, value: short(word), allowed: kinds.join(', ') });
        }
        kind = word;
        continue;
      }
      if (operand !== null) {
        throw new UsageError('cli.error.surplus', { value: short(word), command, operand: wanted });
      }
      operand = word;
      continue;
    }
    const equals = word.indexOf('=');
    const name = longName(equals < 0 ? word : word.slice(0, equals), description);
    const key = name.slice(2);
    const option = name.startsWith('--') && Object.hasOwn(options, key) ? options[key] : undefined;
    if (option === undefined) {
      const allowed = Object.keys(options).map((entry) => `--${entry}`);
      throw new UsageError('cli.error.option', { command, value: short(name), allowed: allowed.join(', ') });
    }
    if (Object.hasOwn(given, key)) throw new UsageError('cli.error.twice', { option: name });
    const attached = equals < 0 ? null : word.slice(equals + 1);
    if (option.kind === 'flag') {
      if (attached !== null)
        throw new UsageError('cli.error.flagValue', { option: name, value: short(attached) });
      given[key] = true;
      continue;
    }
    // A value may begin with one dash, as a negative mean does; two dashes begin the next option.
    const next = args[at + 1];
    const text = attached ?? (next === undefined || next.startsWith('--') ? '' : next);
    if (text === '') throw new UsageError('cli.error.noValue', { option: name, value: option.value });
    if (attached === null) at += 1;
    given[key] = option.parse(text, name);
  }
  if (operand === null) {
    throw new UsageError('cli.error.noOperand', { command, operand: wanted, usage: usageOf(command) });
  }
  return { ...(kind === null ? {} : { kind }), operand, given };
}
