// In: a folder and a question to git. Out: git's answer. Nothing of a repository is executed: its hooks,
// filters and watchers may have been written by an agent, or by whoever told an agent what to do.

import type { RunId } from "../../core/records/ids.ts";
import type { RunProcess } from "../../core/ports/process-port.ts";
import { childEnvironment } from "../../core/records/child-environment.ts";
import type { Environment } from "../../system/environment.ts";
import { askProgram } from "../process/ask-program.ts";
import { findExecutable } from "../process/executable.ts";

/** What git answered. */
export interface GitAnswer {
  readonly ok: boolean;
  /** Standard output, without the line break at its end. */
  readonly text: string;
  /** Why not, on one line. */
  readonly problem: string;
}

/** Asks git in one place. */
export type Git = (...parameters: readonly string[]) => Promise<GitAnswer>;

/** What starting git needs. */
export interface GitDeps {
  readonly runProcess: RunProcess;
  /** The daemon's own environment; git gets only a small part of it. */
  readonly environment: Environment;
}

/** Where git is asked. */
export interface GitPlace {
  readonly runId: RunId;
  readonly folder: string;
  /** The git folder to use, whatever a `.git` in the folder says; absent: git looks for it. */
  readonly gitFolder?: string;
  /** Added to the settings that keep it quiet. */
  readonly settings?: readonly string[];
  readonly signal?: AbortSignal;
}

/** A checkout of a large repository takes its time. */
const TIME_LIMIT_MS = 600_000;
/** Stronger than any configuration file. */
const QUIET_SETTINGS = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "gc.auto=0",
  "maintenance.auto=false",
  "submodule.recurse=false",
  // No fetch of what a partial clone lacks.
  "protocol.allow=never",
];
const FIXED_ENVIRONMENT = {
  LC_ALL: "C",
  GIT_TERMINAL_PROMPT: "0",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_NO_LAZY_FETCH: "1",
};

/** Makes git for one place; null where there is no git on the PATH. */
export function openGit(deps: GitDeps, place: GitPlace): Git | null {
  const environment = childEnvironment(deps.environment);
  const program = findExecutable("git", environment["PATH"] ?? "");
  if (program === null) return null;
  const gitFolder = place.gitFolder === undefined ? {} : { GIT_DIR: place.gitFolder };
  const workTree = place.gitFolder === undefined ? {} : { GIT_WORK_TREE: place.folder };
  const settings = [...QUIET_SETTINGS, ...(place.settings ?? [])];
  return async (...parameters) => {
    const { end, stdout, stderr } = await askProgram(deps.runProcess, {
      argv: [program, ...settings.flatMap((setting) => ["-c", setting]), ...parameters],
      environment: { ...environment, ...FIXED_ENVIRONMENT, ...gitFolder, ...workTree },
      timeoutMs: TIME_LIMIT_MS,
      folder: place.folder,
      runId: `${place.runId}.git`,
      ...(place.signal === undefined ? {} : { signal: place.signal }),
    });
    const ok = end.cause === "exit" && end.exitCode === 0;
    const why = end.cause === "exit" ? "" : `${end.cause}: ${end.error ?? ""} `;
    return { ok, text: stdout.replace(/\r?\n$/, ""), problem: ok ? "" : why + wordsOf(stderr) };
  };
}

/**
 * Settings that switch off every filter that the configuration names (`clean`, `smudge`, `process`): files
 * that such a filter keeps elsewhere, as Git LFS does, stay the small texts that are in the repository.
 */
export async function filtersOff(git: Git): Promise<string[]> {
  const { text } = await git("config", "--name-only", "-z", "--get-regexp", String.raw`^filter\.`);
  const names = text.split("\0").flatMap((key) => /^filter\.(.+)\.[^.]+$/s.exec(key)?.[1] ?? []);
  const parts = ["clean=", "smudge=", "process=", "required=false"];
  return [...new Set(names)].flatMap((name) => parts.map((part) => `filter.${name}.${part}`));
}

/** The first line that says what went wrong. */
function wordsOf(stderr: string): string {
  const lines = stderr.trim().split("\n");
  const line = lines.find((one) => /^(fatal|error):/.test(one)) ?? lines.at(-1) ?? "";
  return line.replace(/^(fatal|error): /, "").slice(0, 300);
}
