// What would run for a delivery, from the daemon; and the lines that show it.

import { WakehookError } from "../../core/records/errors.ts";
import type { DeliveryId } from "../../core/records/ids.ts";
import type { HomePaths } from "../../system/home.ts";
import type { WirePreview } from "../../core/wire/wire-preview.ts";
import { connectAdmin } from "../daemon/admin-client.ts";
import { fields } from "../terminal/columns.ts";
import { printable, printableLine } from "../terminal/printable.ts";
import { span } from "../terminal/when.ts";

/** The preview, or why there is none: no daemon runs, or nothing would run. */
export async function readPreview(
  paths: HomePaths,
  id: DeliveryId,
): Promise<{ readonly preview: WirePreview | null; readonly problem: string | null }> {
  try {
    const admin = await connectAdmin(paths);
    const preview = (await admin.get(`/deliveries/${id}/preview`)) as WirePreview;
    return { preview, problem: null };
  } catch (thrown) {
    if (!(thrown instanceof WakehookError)) throw thrown;
    const hint = thrown.hint === undefined ? "" : `; ${thrown.hint}`;
    return { preview: null, problem: `no preview: ${thrown.message}${hint}` };
  }
}

/** The lines of a preview. The prompt holds what a sender wrote: it is made printable. */
export function previewLines(preview: WirePreview): string[] {
  const { agent, model, permission, trust, last_cost_usd: cost } = preview;
  const rights = permission === null ? null : `${permission}${trust === null ? "" : ` (${trust})`}`;
  const none =
    preview.problem === null ? "the payload as it came" : `there is none: ${preview.problem}`;
  const prompt = preview.prompt ?? none;
  return [
    "would run",
    ...fields([
      ["  agent", printableLine([agent ?? "none", model ?? ""].join(" ").trim())],
      ["  permission", printableLine(rights ?? "", 500)],
      ["  folder", printableLine(preview.folder ?? "", 1000)],
      ["  worktree", preview.worktree ? "a git worktree of its own" : null],
      ["  age", span(preview.age_ms)],
      ["  last cost", cost === null ? null : `$${cost.toFixed(4)}`],
      ["  not filled", printableLine(preview.missing.join(", "), 500)],
    ]),
    "  prompt",
    ...printable(prompt)
      .trimEnd()
      .split("\n")
      .map((line) => `    ${line}`),
  ];
}
