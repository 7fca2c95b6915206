// What a tool is: data and one function. Tools know what they need, never the protocol or the process.

import type { AdminClient } from "../daemon/admin-client.ts";
import type { CommandContext } from "../command.ts";
import type { AskOwner } from "./ask-owner.ts";

/** What a tool takes under one name. */
export interface ToolParameter {
  readonly type: "string" | "integer" | "boolean" | "object";
  readonly meaning: string;
  readonly needed?: true;
  /** Of a string: the words that it may be. */
  readonly oneOf?: readonly string[];
  /** Of an integer. */
  readonly least?: number;
  readonly most?: number;
}

/** Arguments that fit their parameters. */
export interface ToolArguments {
  /** A text that the table says is needed. */
  needed(name: string): string;
  text(name: string): string | undefined;
  whole(name: string): number | undefined;
  flag(name: string): boolean;
  object(name: string): Readonly<Record<string, unknown>> | undefined;
}

/** What a tool may use. */
export interface ToolDeps {
  readonly context: CommandContext;
  /** The daemon as it is now: each call finds it anew. Throws WakehookError `daemon_unreachable`. */
  readonly connect: () => Promise<AdminClient>;
  /** true: a named token is used, and what it may not do is not done in another way either. */
  readonly isScoped: boolean;
  /** Asks whoever sits before the agent program; null: the program cannot do that. */
  readonly ask: AskOwner | null;
}

/** Text that others wrote, with wakehook's words for what it is. */
export interface OutsideText {
  readonly label: string;
  readonly text: string;
}

/** What a tool found or did. */
export interface ToolAnswer {
  /** wakehook's own words. */
  readonly words: readonly string[];
  /** What the owner wrote or wakehook knows, as JSON. */
  readonly facts?: unknown;
  /** What came from outside: it stands between markers. */
  readonly outside?: readonly OutsideText[];
}

/** One tool. */
export interface Tool {
  readonly title: string;
  readonly meaning: string;
  readonly parameters: Readonly<Record<string, ToolParameter>>;
  /** `looks` changes nothing; `adds` makes something new; `changes` alters what is there. */
  readonly effect: "looks" | "adds" | "changes";
  /** Throws WakehookError with words for whoever called it. */
  run(deps: ToolDeps, args: ToolArguments): Promise<ToolAnswer>;
}
