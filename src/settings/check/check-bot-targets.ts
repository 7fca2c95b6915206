// Bots of others: what their entries say that cannot be meant.

import path from "node:path";
import { isOwnMachine } from "../../core/outbound/own-machine.ts";
import type { Config } from "../../core/settings/config.ts";
import type { Problem } from "../../core/settings/problem.ts";
import { CONFIG_NAME, finding } from "./finding.ts";

/** Folders that no session can have been started in, tokens that anybody on the way could read. */
export function botTargetProblems({ targets }: Pick<Config, "targets">): Problem[] {
  return targets.flatMap((target, at) => {
    if (target.kind === "claude_terminal") {
      const { folder } = target;
      if (folder === undefined || path.isAbsolute(folder)) return [];
      const field = `targets.${at}.folder`;
      const message = "is not a whole path; no session is found by it";
      return [warning(field, { value: folder, message, hint: "write it from / on" })];
    }
    if (target.kind !== "openclaw") return [];
    const { protocol, hostname } = new URL(target.url);
    if (protocol === "https:" || isOwnMachine(hostname)) return [];
    const message = "the token goes over the network as it is";
    return [
      warning(`targets.${at}.url`, {
        value: hostname,
        message,
        hint: "use https, or a gateway on this machine",
      }),
    ];
  });
}

function warning(
  field: string,
  words: { readonly value: string; readonly message: string; readonly hint: string },
): Problem {
  return finding("warning", { file: CONFIG_NAME }, { field, ...words });
}
