// Programs in the places of agents and targets. Each notes all that it was given, then behaves badly in its own way.

import { writeFileSync } from "node:fs";
import path from "node:path";
import { claudeResult, putProgram } from "../../test/e2e/programs.ts";

/** They are asked which MCP servers their owner has: none. */
const OWN_SERVERS = [
  `case "$*" in`,
  `  "mcp list --json"*) echo "[]"; exit 0 ;;`,
  `  "debug config"*) echo "{}"; exit 0 ;;`,
  `esac`,
];

/** Where the programs lie, and where they note what they were given. */
export interface StandInPlace {
  readonly bin: string;
  readonly records: string;
  /** A text with every secret in every spelling: what a program says that has read the owner's files. */
  readonly confession: string;
}

/** Notes its environment, arguments, standard input and temporary folder, and its parent's arguments. */
function noteAll(place: StandInPlace, kind: string, name: string): string[] {
  const note = `${place.records}/${kind}.${name}.$$`;
  return [
    `cat /proc/$$/environ > ${note}.environment`,
    `cat /proc/$$/cmdline > ${note}.arguments`,
    `cat /proc/$PPID/cmdline > ${note}.parent`,
    `pwd -P > ${note}.folder`,
    `find "\${TMPDIR:-/nowhere}" -type f -exec cat {} + > ${note}.temporary 2> /dev/null`,
    `cat > ${note}.stdin`,
    `case "$*" in *--help | *list | --version | *status) echo 0.0.0; exit 0 ;; esac`,
  ];
}

/** Writes all stand-ins; returns the command of each target. */
export function putStandIns(place: StandInPlace): Record<string, readonly string[]> {
  const file = (name: string): string => path.join(place.bin, name);
  const confession = path.join(place.bin, "..", "confession");
  writeFileSync(confession, place.confession, { mode: 0o600 });
  putProgram(file("claude"), [...noteAll(place, "agent", "claude"), claudeResult("all is well")]);
  // An agent that found the secrets and says them, in its answer and in its errors.
  putProgram(file("codex"), [
    ...OWN_SERVERS,
    ...noteAll(place, "agent", "codex"),
    `cat ${confession} >&2`,
    `printf '%s\\n' '{"type":"thread.started","thread_id":"t-1"}'`,
    `cat ${confession}.codex`,
  ]);
  const item = { type: "agent_message", text: place.confession };
  const lines = [
    { type: "item.completed", item },
    { type: "turn.completed", usage: {} },
  ];
  writeFileSync(`${confession}.codex`, lines.map((line) => `${JSON.stringify(line)}\n`).join(""), {
    mode: 0o600,
  });
  putProgram(file("gemini"), [
    ...noteAll(place, "agent", "gemini"),
    `cat ${confession} >&2`,
    "env >&2",
    "exit 9",
  ]);
  putProgram(file("opencode"), [
    ...OWN_SERVERS,
    ...noteAll(place, "agent", "opencode"),
    "sleep 300",
  ]);
  const target = (name: string, last: readonly string[]): readonly string[] => [
    putProgram(file(`target-${name}`), [...noteAll(place, "target", name), ...last]),
  ];
  return {
    quiet: target("quiet", ["echo heard"]),
    queueing: target("queueing", [`echo "$WAKEHOOK_ACK_TOKEN" >&2`]),
    telling: target("telling", [`cat ${confession}`]),
    failing: target("failing", ["env", "env >&2", "exit 3"]),
    report: target("report", ["env >&2", "exit 7"]),
  };
}
