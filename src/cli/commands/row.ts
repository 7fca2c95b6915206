import type { Command } from "../command.ts";

/** One command before it is loaded. */
export interface CommandRow {
  /** One word, or noun and verb. */
  readonly words: string;
  /** One line for help lists, without a full stop. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}
