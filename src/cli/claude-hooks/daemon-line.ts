// What a hook program says to the daemon. In: words about its session. Out: the answer; null where the daemon is away or
// does not want them: a hook has nobody to tell of it.

import { readFile } from "node:fs/promises";
import type { TerminalAnswer, TerminalWaiter } from "../../core/ports/terminals-port.ts";
import type { HomePaths } from "../../system/home.ts";
import { snakeKeys } from "../../core/wire/wire-keys.ts";
import { findDaemon } from "../daemon/running-daemon.ts";
import { toUrl } from "../../core/settings/hook-url.ts";
import type { HookInput } from "./hook-input.ts";

/** Words to the daemon. */
export interface DaemonLine {
  /** Whether somebody waits in the session. */
  tell(news: Readonly<Record<string, unknown>>): Promise<boolean | null>;
  wait(waiter: TerminalWaiter, signal: AbortSignal): Promise<TerminalAnswer | null>;
  take(waiter: string, key: string): Promise<boolean>;
}

const TELL_MS = 3000;
const WAIT_MS = 40_000;

/** Opens nothing yet: each word looks for the daemon that is there by then. */
export function createDaemonLine(
  paths: HomePaths,
  { session }: Pick<HookInput, "session">,
): DaemonLine {
  const { id, folder, transcript, pid } = session;
  const facts = { folder, pid, ...(transcript === null ? {} : { transcript }) };

  async function post(
    verb: string,
    body: object,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, unknown>> | null> {
    try {
      const daemon = await findDaemon(paths);
      if (daemon === null) return null;
      const token = (await readFile(paths.adminTokenFile, "utf8")).trim();
      const url = `${toUrl(daemon.adminAddress)}/api/v1/terminals/${encodeURIComponent(id)}/${verb}`;
      const response = await fetch(url, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify(body),
        redirect: "error",
        signal,
      });
      const answer: unknown = await response.json();
      const isObject = typeof answer === "object" && answer !== null;
      return response.ok && isObject ? (answer as Readonly<Record<string, unknown>>) : null;
    } catch {
      return null;
    }
  }

  return {
    async tell(news) {
      const answer = await post("tell", { ...facts, ...news }, AbortSignal.timeout(TELL_MS));
      return answer === null ? null : answer["waits"] === true;
    },
    async wait({ id: waiter, ...rest }, signal) {
      const both = AbortSignal.any([signal, AbortSignal.timeout(WAIT_MS)]);
      const answer = await post("wait", { ...facts, ...snakeKeys(rest), waiter }, both);
      return answer === null ? null : readAnswer(answer);
    },
    async take(waiter, key) {
      const answer = await post("take", { waiter, key }, AbortSignal.timeout(TELL_MS));
      return answer?.["taken"] === true;
    },
  };
}

function readAnswer({ kind, key, text }: Readonly<Record<string, unknown>>): TerminalAnswer | null {
  if (kind === "none") return { kind };
  if (kind === "leave") return { kind };
  if (kind !== "text" || typeof key !== "string" || typeof text !== "string") return null;
  return { kind, key, text };
}
