// In: a hook whose fields are right by themselves, with its secrets. Out: what else is wrong with it,
// and what its runs would discover. An error takes the entry out of force; a warning and a note do not.

import { HOOK_FIELDS } from "../../core/settings/hook.ts";
import type { Problem } from "../../core/settings/problem.ts";
import { authenticationProblems } from "./check-authentication.ts";
import { exampleSecretWarnings } from "./check-example-secrets.ts";
import { pendingNotes } from "./check-pending.ts";
import { commandProblems } from "./check-command.ts";
import { conditionProblems } from "../load/condition.ts";
import { controlProblems } from "./check-control.ts";
import { forwardProblems } from "./check-forward.ts";
import { hookMcpProblems } from "./check-mcp.ts";
import { promptProblems } from "./check-prompt.ts";
import { repairProblems } from "./check-repair.ts";
import { runProblems } from "./check-run.ts";
import { senderReportProblems } from "./check-sender-reports.ts";
import { targetProblems } from "./check-targets.ts";
import type { CheckedHook } from "./checked-hook.ts";

/** Checks one hook. `fields` is the entry as it was written. */
export async function checkHook(
  checked: CheckedHook,
  fields: Readonly<Record<string, unknown>>,
): Promise<Problem[]> {
  return [
    ...authenticationProblems(checked),
    ...(await conditionProblems(checked)),
    ...(await promptProblems(checked)),
    ...commandProblems(checked),
    ...forwardProblems(checked),
    ...senderReportProblems(checked),
    ...repairProblems(checked),
    ...runProblems(checked),
    ...controlProblems(checked),
    ...targetProblems(checked),
    ...hookMcpProblems(checked),
    ...pendingNotes(checked.place, HOOK_FIELDS, fields),
    ...exampleSecretWarnings(checked),
  ];
}
