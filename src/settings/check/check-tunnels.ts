// Tunnels: what their entries say that cannot be meant.

import { isOwnMachine } from "../../core/outbound/own-machine.ts";
import type { Config } from "../../core/settings/config.ts";
import type { Problem } from "../../core/settings/problem.ts";
import { CONFIG_NAME, finding, type Words } from "./finding.ts";

/** Names that repeat, connections that anybody on the way could read, a switch that is off. */
export function tunnelProblems({ tunnels, features }: Pick<Config, "tunnels" | "features">) {
  const names = tunnels.map(({ name }) => name);
  return tunnels.flatMap(({ name, url, kind }, at): Problem[] => {
    const here = `tunnels.${at}`;
    const isRepeated = names.indexOf(name) !== at;
    const repeated = {
      field: `${here}.name`,
      value: name,
      message: "another tunnel has this name",
    };
    const off = {
      field: here,
      value: kind,
      message: "the feature tunnel is off; it does not connect",
      hint: "wakehook config set features.tunnel true",
    };
    return [
      ...(isRepeated ? [found("error", repeated)] : []),
      ...urlProblems(`${here}.url`, url),
      ...(features.tunnel ? [] : [found("warning", off)]),
    ];
  });
}

function urlProblems(field: string, url: string): Problem[] {
  const { protocol, hostname, username, password, search, hash } = new URL(url);
  if (username !== "" || password !== "") {
    const message = "must not hold a user name or a password";
    return [found("error", { field, message, hint: "the key goes into key" })];
  }
  if (search !== "" || hash !== "")
    return [found("error", { field, value: url, message: "must have no ? and no #" })];
  if (protocol === "wss:" || isOwnMachine(hostname)) return [];
  const message = "is not encrypted; ws:// is for this machine alone";
  return [found("error", { field, value: url, message, hint: "write wss://" })];
}

function found(level: Problem["level"], words: Words): Problem {
  return finding(level, { file: CONFIG_NAME }, words);
}
