// Programs that leave something behind if they are let, as data: what each does, and how its run has to end.

import { aHook, aTarget } from "../../test/e2e/open-home.ts";
import { claudeResult, putAgent } from "../../test/e2e/programs.ts";

/** One program. */
export interface Unruly {
  /** Of its hook and its target. */
  readonly name: string;
  readonly fault: string;
  /** Runs of it end so. */
  readonly status: string;
  /** What its target does; null: it is an agent. */
  readonly line: string | null;
  readonly hook?: Record<string, unknown>;
  /** Takes seconds: only in the long run. */
  readonly isSlow?: boolean;
}

const QUIETLY = "cat > /dev/null";
const AGENT = { mode: "cron_task", provider: "claude", task_folder: "." };
const FOREVER = "while :; do sleep 0.1; done";

/** Each kind of program that agents are known to be. */
export const UNRULY: readonly Unruly[] = [
  {
    name: "background",
    fault: "a program ends, its background children hold the output open",
    status: "success",
    line: `${QUIETLY}; sleep 300 & (sleep 300; echo late) & echo ok`,
  },
  {
    name: "grandchild",
    fault: "a program ends, its grandchildren have sessions of their own (setsid)",
    status: "success",
    line: `${QUIETLY}; setsid sh -c 'sleep 300 & sleep 300' & echo ok`,
  },
  {
    name: "daemon",
    fault: "a program makes itself a daemon (forks twice) and goes on",
    status: "success",
    line: `${QUIETLY}; (setsid sh -c 'cd /; ${FOREVER}' > /dev/null 2>&1 < /dev/null &); echo ok`,
  },
  {
    name: "agent",
    fault: "an agent ends, its servers go on and its temporary files lie about",
    status: "success",
    line: null,
    hook: AGENT,
  },
  {
    name: "slow",
    fault: "a program takes too long",
    status: "error:no_response",
    line: `setsid sleep 300 & sleep 300`,
    hook: { timeout_seconds: 1 },
  },
  {
    name: "stubborn",
    fault: "a program takes too long and ignores SIGTERM, as its children do",
    status: "error:no_response",
    line: `trap '' TERM; setsid sh -c "trap '' TERM; ${FOREVER}" & ${FOREVER}`,
    hook: { timeout_seconds: 1 },
    isSlow: true,
  },
  {
    name: "flood",
    fault: "a program writes without end",
    status: "error:no_response",
    line: `setsid yes & yes`,
  },
];

/** Hooks whose runs go on for minutes, with grandchildren that left their group: they are ended from outside. */
export const ENDLESS = { target: "endless", agent: "endless-agent" };
/** A hook whose program ends within the grace of a stop, and leaves a grandchild. */
export const BRIEF = "brief";

/** Targets of all of them, and one that takes reports and leaves a child as well. */
export function unrulyTargets(): Record<string, unknown>[] {
  const own = UNRULY.flatMap(({ name, line }) => (line === null ? [] : [aTarget(name, line)]));
  return [
    ...own,
    aTarget(ENDLESS.target, "setsid sleep 300 & sleep 300"),
    aTarget(BRIEF, "setsid sleep 300 & sleep 1; echo ok"),
    aTarget("told", `${QUIETLY}; setsid sleep 300 & sleep 300 & exit 0`),
  ];
}

/** Hooks of all of them, each under its name. */
export function unrulyHooks(): Record<string, unknown>[] {
  const told = { report: ["told"] };
  return [
    ...UNRULY.map(({ name, hook }) => aHook(name, { to: [name], ...told, ...hook })),
    aHook(ENDLESS.target, { to: [ENDLESS.target], ...told }),
    aHook(ENDLESS.agent, { ...AGENT, ...told, prompt_template: `Be ${ENDLESS.agent}.` }),
    aHook(BRIEF, { to: [BRIEF], ...told }),
  ];
}

/** The agent, as `claude` on the PATH. */
export function putUnrulyAgent(bin: string): void {
  putAgent(bin, "claude", [
    `prompt=$(cat)`,
    `echo draft > "$TMPDIR/draft"; mkdir -p "$TMPDIR/deep/er"`,
    `setsid sh -c 'sleep 300' &`,
    `sleep 300 &`,
    `case "$prompt" in *${ENDLESS.agent}*) sleep 300 ;; esac`,
    claudeResult("done"),
  ]);
}
