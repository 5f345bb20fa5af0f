/**
 * The program behind `npm run explore`. What a command needs is loaded when the command is known: describing a network
 * takes neither the runtime nor an image decoder.
 */
import { SpecError } from '../arch/errors.ts';
import { ImageError } from '../image/errors.ts';
import { ExplorerError, t } from '../text/index.ts';
import { WeightsError } from '../weights/errors.ts';
import { HubError } from '../weights/hub.ts';
import { parseArgs } from './args.ts';
import { UsageError } from './errors.ts';
import { helpText } from './help.ts';
import { oneLine, type Output } from './output.ts';

/** What was given cannot be used: the person can mend it. Everything else is a failure of the program or the machine. */
const isMistake = (error: unknown): boolean =>
  error instanceof UsageError ||
  error instanceof SpecError ||
  error instanceof ImageError ||
  error instanceof WeightsError ||
  error instanceof HubError;

/** Returns the exit code. */
async function perform(args: readonly string[], output: Output): Promise<number> {
  const parsed = parseArgs(args);
  switch (parsed.command) {
    case 'help':
      output.answer(helpText(parsed.of));
      return 0;
    case 'describe': {
      const { describe } = await import('./describe.ts');
      describe(parsed.operand, parsed.given, output);
      return 0;
    }
    case 'run': {
      const { run } = await import('./run.ts');
      await run(parsed.operand, parsed.given, output);
      return 0;
    }
    case 'check': {
      const { check } = await import('./check.ts');
      return (await check(parsed.operand, parsed.given, output)) ? 0 : 1;
    }
    case 'preprocess': {
      const { preprocess } = await import('./preprocess.ts');
      await preprocess(parsed.operand, parsed.given, output);
      return 0;
    }
    case 'export': {
      const { exportNetwork } = await import('./export.ts');
      await exportNetwork(parsed.kind, parsed.operand, parsed.given, output);
      return 0;
    }
  }
}

/**
 * Performs what the arguments (without program and script) ask for. Returns the exit code: 0, 2 where something that
 * was given is wrong, 1 where something else went wrong; both with one line of explanation. A check that finds wrong
 * numbers ends in 1 too. Never throws.
 */
export async function main(args: readonly string[], output: Output): Promise<number> {
  try {
    return await perform(args, output);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    output.note(
      oneLine(error instanceof ExplorerError ? text : t('cli.error.unexpected', { reason: text || 'Error' })),
    );
    return isMistake(error) ? 2 : 1;
  }
}
