// The real Claude Code in a terminal that nobody looks at, in a home of its own, with a daemon beside it.

import { execFile, spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { realpathSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, vi } from "vitest";
import { createHome, type DaemonHome, type LiveDaemon } from "../../test/e2e/daemon-home.ts";
import { processesOf } from "../../test/e2e/leftovers.ts";
import { ended } from "../../test/e2e/endings.ts";
import { RIGHT_KEY } from "./clis.ts";
import { openModelServer, type ModelServer } from "./model/model-server.ts";

/** Claude Code; another version by its path. */
export const CLAUDE =
  process.env["WAKEHOOK_TEST_CLAUDE"] ?? path.join(import.meta.dirname, "node_modules/.bin/claude");
const LAUNCHER = path.join(import.meta.dirname, "../../bin/wakehook.js");
const run = promisify(execFile);

/** A session as the daemon lists it. */
export interface Listed {
  readonly id: string;
  readonly folder: string;
  readonly pid: number;
  readonly state: string;
  readonly waits: boolean;
}

/** An open session. */
export interface Session {
  /** Types a line and presses Enter. */
  say(words: string): Promise<void>;
  escape(): void;
  /** Closes it as a person who closes the window. */
  close(): Promise<void>;
}

/** A place with a daemon, and the hooks in Claude Code's settings. */
export interface TerminalBench {
  readonly home: DaemonHome;
  readonly server: ModelServer;
  readonly folder: string;
  daemon(): LiveDaemon;
  restart(): Promise<void>;
  open(): Promise<Session>;
  /** Posts an event; its words are in the prompt. */
  post(text: string): Promise<string>;
  /** How its run ended. */
  end(id: string): Promise<{ status: string | null; answer: string | null; reason: string | null }>;
  sessions(): Promise<Listed[]>;
  /** Settles when there is one session in this state that can be woken. */
  ready(state?: string): Promise<Listed>;
  wakehook(...words: string[]): Promise<string>;
  environment: Readonly<Record<string, string>>;
}

/** Opens one; everything goes with the test. */
export async function openTerminalBench(target: object = {}): Promise<TerminalBench> {
  const server = await openModelServer();
  onTestFinished(() => server.close());
  const home = await createHome({
    hooks: [
      {
        id: "site",
        title: "The site",
        mode: "wake",
        prompt_template: "Look at this: {{text}}",
        to: ["front"],
        fallback: ["other"],
        timeout_seconds: 30,
        max_concurrent: 4,
      },
    ],
    config: {
      features: { commands: true },
      targets: [
        { name: "front", kind: "claude_terminal", ack_seconds: 20, ...target },
        { name: "other", kind: "command", command: ["echo", "the fallback"] },
      ],
    },
  });
  const folder = path.join(home.folder, "project");
  await mkdir(folder);
  const environment = {
    PATH: "/usr/bin:/bin",
    HOME: home.folder,
    WAKEHOOK_HOME: home.paths.root,
    TERM: "xterm-256color",
    ANTHROPIC_BASE_URL: server.url,
    ANTHROPIC_API_KEY: RIGHT_KEY,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    DISABLE_AUTOUPDATER: "1",
  };
  await writeOwnSettings(home.folder, folder);
  const wakehook = async (...words: string[]): Promise<string> =>
    (await run(process.execPath, [LAUNCHER, ...words], { env: environment })).stdout;
  await wakehook("terminal", "install");
  let daemon = await home.start();

  async function sessions(): Promise<Listed[]> {
    const told = await wakehook("terminal", "status", "--json");
    return (JSON.parse(told) as { sessions: Listed[] }).sessions;
  }
  return {
    home,
    server,
    folder,
    environment,
    wakehook,
    sessions,
    daemon: () => daemon,
    async restart() {
      await daemon.stop();
      daemon = await home.start();
    },
    open: () => openSession(home.folder, folder, environment),
    post: async (text) => (await daemon.post("site", { text })).id,
    async end(id) {
      await ended(home, daemon, id);
      const [last] = home.runs(id);
      if (last === undefined) throw new Error("it never ran");
      return last;
    },
    ready: (state = "idle") =>
      vi.waitFor(
        async () => {
          const open = (await sessions()).filter((one) => one.waits && one.state === state);
          expect(open).toHaveLength(1);
          return open[0] as Listed;
        },
        { timeout: 20_000, interval: 200 },
      ),
  };
}

/** Nobody is to be asked whether the folder is trusted, or which colours are liked. */
async function writeOwnSettings(home: string, folder: string): Promise<void> {
  const trusted = { hasTrustDialogAccepted: true, hasCompletedProjectOnboarding: true };
  const settings = {
    hasCompletedOnboarding: true,
    theme: "dark",
    projects: { [realpathSync(folder)]: trusted },
    customApiKeyResponses: { approved: [RIGHT_KEY], rejected: [] },
  };
  await writeFile(path.join(home, ".claude.json"), JSON.stringify(settings));
}

async function openSession(
  home: string,
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<Session> {
  const line = `stty rows 50 cols 150; exec '${CLAUDE}'`;
  const child = spawn("script", ["-qfec", line, "/dev/null"], { cwd: folder, env: environment });
  child.stdout.resume();
  const closed = new Promise<void>((resolve) => void child.once("close", () => resolve()));
  const close = async (): Promise<void> => {
    // The other end of the terminal goes, as with a window.
    child.kill("SIGKILL");
    await closed;
    await vi.waitFor(() => expect(processesOf(home)).toEqual([]), { timeout: 15_000 });
  };
  onTestFinished(close);
  return {
    async say(words) {
      child.stdin.write(words);
      // Words and Enter in one piece are a paste.
      await new Promise((resolve) => setTimeout(resolve, 300));
      child.stdin.write("\r");
    },
    escape: () => void child.stdin.write("\u001b"),
    close,
  };
}
