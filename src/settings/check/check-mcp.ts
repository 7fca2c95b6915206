// MCP servers: those that config.json defines, and those that a hook names.

import path from "node:path";
import type { Config } from "../../core/settings/config.ts";
import { readMcpRule } from "../../core/settings/mcp-server.ts";
import { didYouMean, nearestName } from "../../core/text/nearest.ts";
import type { Problem } from "../../core/settings/problem.ts";
import type { CheckedHook } from "./checked-hook.ts";
import { CONFIG_NAME, finding, type Words } from "./finding.ts";

const IN_FOLDER = "would be looked for in the folder that the agent works in";
const WHOLE_PATH = "write the whole path, or a name that is found on the PATH";

function isRelative(program = ""): boolean {
  return program.includes("/") && !path.isAbsolute(program);
}

/** Checks `mcp_servers` of config.json: one way to reach each, and one server of a name. */
export function mcpServerProblems({ mcpServers }: Config): Problem[] {
  const names = mcpServers.map(({ name }) => name);
  return mcpServers.flatMap((server, at) => {
    const wrong = (field: string, words: Omit<Words, "field">): Problem =>
      finding("error", { file: CONFIG_NAME }, { field: `mcp_servers.${at}${field}`, ...words });
    const { name, command, url, environment, headers } = server;
    const isStdio = command !== undefined;
    const problems: Problem[] = [];
    if (names.indexOf(name) !== at)
      problems.push(wrong(".name", { value: name, message: "another MCP server has this name" }));
    if (isStdio === (url !== undefined))
      problems.push(wrong("", { value: name, message: "needs either command or url" }));
    if (command?.[0]?.trim() === "")
      problems.push(wrong(".command", { value: command, message: "begins with an empty program" }));
    if (isRelative(command?.[0]))
      problems.push(wrong(".command", { value: command, message: IN_FOLDER, hint: WHOLE_PATH }));
    if (!isStdio && Object.keys(environment).length > 0)
      problems.push(wrong(".environment", { message: "goes with command; url takes headers" }));
    if (isStdio && Object.keys(headers).length > 0)
      problems.push(wrong(".headers", { message: "go with url; command takes environment" }));
    return problems;
  });
}

/** Checks `mcp_servers` of a hook, and what its allowed_tools say of them. */
export function hookMcpProblems({ hook, config, place }: CheckedHook): Problem[] {
  const named = hook.mcpServers ?? [];
  const known = config.mcpServers.map(({ name }) => name);
  const unknown = named
    .filter((name) => !known.includes(name))
    .map((value) => {
      const hint = didYouMean(nearestName(value, known)) ?? "define it in mcp_servers there";
      const message = "no MCP server of this name in config.json";
      return finding("error", place, { field: "mcp_servers", value, message, hint });
    });
  const rules = (hook.allowedTools ?? []).flatMap((written) => {
    const rule = readMcpRule(written);
    return rule === null ? [] : [{ ...rule, written }];
  });
  const useless = named
    .filter((name) => known.includes(name) && rules.every(({ server }) => server !== name))
    .map((value) => {
      const message = "none of its tools is allowed: it is not started";
      const hint = `add mcp__${value} (all of it) or mcp__${value}__TOOL to allowed_tools`;
      return finding("warning", place, { field: "mcp_servers", value, message, hint });
    });
  return [...unknown, ...useless, ...strangeRules(place, named, rules)];
}

function strangeRules(
  place: CheckedHook["place"],
  named: readonly string[],
  rules: ReadonlyArray<{ readonly server: string; readonly written: string }>,
): Problem[] {
  return rules
    .filter(({ server }) => named.length > 0 && !named.includes(server))
    .map(({ server, written: value }) => {
      const message = `mcp_servers of this hook does not name ${server}`;
      const hint = didYouMean(nearestName(server, named));
      return finding("warning", place, { field: "allowed_tools", value, message, hint });
    });
}
