// Which further arguments of a hook (`cli_parameters`) would undo what wakehook guards, per provider.

import type { ProviderId } from "./providers.ts";

/** Flags that wakehook decides itself: permission, settings, tools, folder, session, form of the output. */
const GUARDED: Readonly<Record<ProviderId, readonly string[]>> = {
  claude: [
    "--dangerously-skip-permissions",
    "--allow-dangerously-skip-permissions",
    "--permission-mode",
    "--permission-prompts",
    "--permission-prompt-tool",
    "--tools",
    "--allowedTools",
    "--allowed-tools",
    "--settings",
    "--setting-sources",
    "--mcp-config",
    "--plugin-dir",
    "--plugin-url",
    "--agents",
    "--add-dir",
    "--system-prompt",
    "--system-prompt-file",
    "--append-system-prompt-file",
    "--file",
    "--debug-file",
    "--worktree",
    "-w",
    "--print",
    "-p",
    "--output-format",
    "--input-format",
    "--resume",
    "-r",
    "--continue",
    "-c",
    "--from-pr",
    "--session-id",
    "--fork-session",
    "--background",
    "--bg",
    "--cloud",
    "--environment",
    "--desktop",
    "--ide",
    "--chrome",
  ],
  codex: [
    "--dangerously-bypass-approvals-and-sandbox",
    "--yolo",
    "--dangerously-bypass-hook-trust",
    "--sandbox",
    "-s",
    "--full-auto",
    "--approve-for-me",
    "--config",
    "-c",
    "--enable",
    "--profile",
    "-p",
    "--trust",
    "--cd",
    "-C",
    "--add-dir",
    "--worktree",
    "--image",
    "-i",
    "--output-last-message",
    "-o",
  ],
  gemini: [
    "--yolo",
    "-y",
    "--approval-mode",
    "--allowed-tools",
    "--allowed-mcp-server-names",
    "--policy",
    "--admin-policy",
    "--include-directories",
    "--extensions",
    "-e",
    "--worktree",
    "-w",
    "--prompt",
    "-p",
    "--prompt-interactive",
    "-i",
    "--output-format",
    "-o",
    "--raw-output",
    "--resume",
    "-r",
    "--session-file",
    "--session-id",
    "--acp",
    "--experimental-acp",
  ],
  opencode: [
    "--auto",
    "--dangerously-skip-permissions",
    "--agent",
    "--command",
    "--file",
    "-f",
    "--dir",
    "--attach",
    "--port",
    "--share",
    "--format",
    "--interactive",
    "-i",
    "--session",
    "-s",
    "--continue",
    "-c",
    "--fork",
  ],
  example: [],
};

/**
 * Those of a hook's `cli_parameters` that are refused, in words. A refused parameter ends the run before
 * anything is started; `hook check` can say so earlier.
 */
export function refusedParameters(provider: ProviderId, parameters: readonly string[]): string[] {
  return parameters.flatMap((parameter) => {
    if (parameter.includes("\0")) return "an argument with a NUL byte cannot be handed over";
    if (parameter === "--" || parameter === "-")
      return `${parameter} would end the options; the prompt goes in on standard input`;
    const flag = GUARDED[provider].find((guarded) => means(parameter, guarded));
    return flag === undefined
      ? []
      : `${flag} is decided by wakehook (permission, allowed_tools, mcp_servers, task_folder, trust_folder)`;
  });
}

/** `--flag`, `--flag=value`, and for one letter also `-fvalue` and `-vf`: letters may stand together. */
function means(parameter: string, flag: string): boolean {
  if (flag.startsWith("--"))
    return parameter === flag || parameter.toLowerCase().startsWith(`${flag.toLowerCase()}=`);
  if (!parameter.startsWith("-") || parameter.startsWith("--")) return false;
  const letters = /^-([A-Za-z]*)/.exec(parameter)?.[1] ?? "";
  return letters.includes(flag.slice(1));
}
