// What one program that exposes is, as data: how it is asked, started, and understood.

import type { Expose } from "../core/settings/expose.ts";

/** Numbers of a version, the larger first. */
export type Version = readonly number[];

/** What it says before it is started. */
export interface Asked {
  /** null: it said none. */
  readonly version: string | null;
  readonly fault: Fault | null;
}

/** What stands in the way, in words. */
export interface Fault {
  /** It needs the owner; else it is tried again by itself. */
  readonly needsOwner: boolean;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** What is to be exposed. */
export interface Order<Settings extends Expose = Expose> {
  readonly settings: Settings;
  readonly token: string | null;
  /** The hook listener, as `http://127.0.0.1:8742`. */
  readonly target: string;
  /** A folder for the files of `Invocation`. */
  readonly folder: string;
}

/** How it is started. */
export interface Invocation {
  readonly parameters: readonly string[];
  /** Secrets stand here and never in an argument, which everybody on the machine can read. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Written into the folder before. */
  readonly files?: Readonly<Record<string, string>>;
  /** Known beforehand, where it does not tell its address. */
  readonly url?: string;
}

/** What a line of its output says; nothing said: null. */
export interface Told {
  /** The address outside. */
  readonly url?: string;
  /** A connection to its own side is there, or is gone. */
  readonly link?: { readonly id: string; readonly isUp: boolean };
  readonly fault?: Fault;
  /** More about the fault that was told before. */
  readonly hint?: string;
}

/** One program. */
export interface ExposeProgram<Settings extends Expose = Expose> {
  readonly title: string;
  readonly executable: string;
  /** Where it may lie beside the search path, by platform. */
  readonly places?: Readonly<Partial<Record<NodeJS.Platform, string>>>;
  readonly install: string;
  readonly update: string;
  readonly oldest: Version;
  /** Variables of the daemon's environment that it gets beside the usual ones. */
  readonly environmentNames: readonly string[];
  /** What it is asked before it is started, and how its answer is read. */
  readonly question: readonly string[];
  readonly readAnswer: (answer: { readonly stdout: string; readonly stderr: string }) => Asked;
  /** Settings with which it cannot be started. */
  readonly refuse: (settings: Settings) => Fault | null;
  readonly compile: (order: Order<Settings>) => Invocation;
  /** Reads one line of its output. */
  readonly readLine: (line: string) => Told | null;
}
