// The contract of a provider: which arguments start it, and what its transcript means.
// One file per provider; the table has one line for each.

import type { AgentRequest } from "../../core/ports/agent-port.ts";
import type { ProviderId } from "../../core/settings/providers.ts";
import type { Failure } from "../outcome/failure.ts";

/** A parsed JSON object of a transcript. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** What a transcript says about a run. */
export interface Transcript {
  /** true: the record that ends a good run is there. */
  readonly finished: boolean;
  /** The agent's last words; what there is so far where it did not come to its end. */
  readonly answer: string;
  readonly failure: Failure | null;
  readonly sessionId?: string | undefined;
  readonly costUsd?: number | undefined;
  readonly turns?: number | undefined;
  readonly tokensIn?: number | undefined;
  readonly tokensOut?: number | undefined;
  /** Names of tools that were asked for and denied, each once. */
  readonly deniedTools: readonly string[];
  /** Tools that were used with success. */
  readonly toolsUsed: number;
  /** true: the model said something or asked for a tool, so something may have been done. */
  readonly acted: boolean;
}

/** Reads a transcript record by record; nothing is kept but what the end needs. */
export interface TranscriptReader {
  read(record: JsonRecord): void;
  /** `stderr` is the end of standard error, without colours. */
  end(stderr: string): Transcript;
}

/** What is known when a command is put together. */
export interface CompileInput {
  readonly request: AgentRequest;
  /** What the program's own help says; flags are used only where they stand in it. */
  readonly help: string;
  /** The conversation: the one that is continued, or a UUID made for this run. */
  readonly sessionId: string;
  /** How far it goes: `alone` is a run of its own. */
  readonly sessionKind: SessionKind;
  /** The run's own temporary folder; TMPDIR of the child. */
  readonly temporaryFolder: string;
  /** Where the example agent keeps its conversations; all others have a place of their own. */
  readonly exampleFolder: string;
  /** The owner's folder; the request's own folder may be a worktree of it. */
  readonly taskFolder: string;
  /** MCP servers that it would load by itself, by their names there; empty where it was not asked. */
  readonly ownServers: readonly string[];
  /** What it is started with, the named variables of the owner among it. */
  readonly environment: Readonly<Record<string, string>>;
}

/** How a provider is started. The prompt is never among it. */
export interface Invocation {
  readonly parameters: readonly string[];
  /** Beside the named environment, and stronger. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Files to lay into the temporary folder: name -> text. */
  readonly files?: Readonly<Record<string, string>>;
  /** Why it cannot be started so: the owner's own settings stand in the way of the MCP servers. */
  readonly refusal?: string;
}

/** A run of its own; the first of a conversation; one more of a conversation. */
export type SessionKind = "alone" | "begins" | "continues";

/** How a program keeps its conversations. */
export interface SessionWays {
  /** What its ids look like. With other words it would look for a title or a number, or begin a new conversation. */
  readonly id: RegExp;
  /** The id of a new conversation in a line of its output, or null; absent: it takes an id of ours. */
  readonly idIn?: (line: string) => string | null;
  /** What it says where it does not know the conversation. */
  readonly unknown: RegExp;
  /** What it says where the id that it was given is in use: then that conversation was begun, and is continued. */
  readonly taken?: RegExp;
  /** true: a conversation is continued only in the folder where it began. */
  readonly boundToFolder: boolean;
  /** Asked before the run, where a wrong folder would make it hang. */
  readonly place?: SessionPlace;
  /** true: it counts the tokens of the whole conversation, not those of the run. */
  readonly sumsTokens?: boolean;
  /** Arguments of a hook after which nothing could be continued. */
  readonly forgets: readonly string[];
}

/** How a program is asked where a conversation began. */
export interface SessionPlace {
  readonly question: (
    request: AgentRequest,
    sessionId: string,
  ) => Pick<Invocation, "parameters" | "environment">;
  /** The folder, from the start of standard output; null: it does not say. */
  read(stdout: string): string | null;
}

/** How a program is asked which MCP servers it would load by itself. */
export interface OwnServers {
  readonly question: (
    input: Pick<CompileInput, "request" | "taskFolder">,
  ) => Pick<Invocation, "parameters" | "environment">;
  /** The names, from standard output; null: it is no answer. */
  read(stdout: string): string[] | null;
}

/** How a provider's program is asked whether somebody is logged in. */
export interface LoginProbe {
  readonly parameters: readonly string[];
  /** null: the answer says neither. */
  read(exitCode: number | null, text: string): boolean | null;
}

/** One agent program. */
export interface Provider {
  readonly id: ProviderId;
  /** Variables of the owner that it needs: keys, addresses, folders. */
  readonly environmentNames: readonly string[];
  /** Variables that would undo a guard, whoever set them. */
  readonly forbiddenEnvironment?: readonly string[];
  /** Arguments that print its help; all texts together decide which flags are used. */
  readonly helpParameters: ReadonlyArray<readonly string[]>;
  /** Names of the folder's instruction files that go in as text where the folder is not trusted; the first that is there. */
  readonly instructionFiles: readonly string[];
  /**
   * Files and folders that it would execute or obey and that no flag switches off. Where one lies in
   * the task folder or above it (below the home folder), an untrusted folder is refused.
   */
  readonly unswitchable: readonly string[];
  /** Absent: a flag keeps away what is not the hook's. */
  readonly ownServers?: OwnServers;
  /** Settings of the whole machine, whose place is taken where it gets MCP servers: they must not be there then. */
  readonly machineSettings?: readonly string[];
  readonly sessions: SessionWays;
  /** Variables of which any one is a login. */
  readonly keyNames: readonly string[];
  /** Files below the home folder of which any one is a login. */
  readonly loginFiles: readonly string[];
  readonly loginProbe?: LoginProbe;
  /** Files that a new login writes, from the child's environment. */
  readonly credentialFiles: (environment: Readonly<Record<string, string>>) => readonly string[];
  /** Lines of its standard error that say nothing about a failure. */
  readonly chatter?: RegExp;
  compile(input: CompileInput): Invocation;
  reader(): TranscriptReader;
  /** Tells a line of its output that speaks of another attempt to reach its model service, and why. */
  retry(line: string): Failure | null;
  /** Attempts without progress after which the run is ended. */
  readonly retryLimit: number;
}
