import { ExplorerError } from '../text/index.ts';

/** What was typed cannot be understood or found. The program says so on one line and exits with 2. */
export class UsageError extends ExplorerError {
  override name = 'UsageError';
}
