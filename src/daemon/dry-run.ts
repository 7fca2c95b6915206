// The order of a dry run in; what the hook would do with what this daemon has recorded out.

import { WakehookError } from "../core/records/errors.ts";
import { isHookId } from "../core/records/ids.ts";
import type { DryRunOrder, DryRunPort } from "../core/ports/dry-run-port.ts";
import type { LedgerPiecesPort } from "../core/ports/ledger-pieces-port.ts";
import type { HookEditorPort } from "../core/ports/hook-editor-port.ts";
import type { SettingsSnapshot } from "../core/settings/settings.ts";
import type { WireDryRun } from "../core/wire/wire-dry-run.ts";
import { compare, type CompareDeps } from "../dispatch/simulation/compare.ts";
import { dryRunWire } from "../dispatch/simulation/dry-run-wire.ts";
import { findRecorded } from "../dispatch/simulation/recorded.ts";

/** What it needs. */
export interface DryRunDeps extends CompareDeps {
  readonly ledger: CompareDeps["ledger"] & { readonly pieces: LedgerPiecesPort };
  readonly settings: () => SettingsSnapshot;
  readonly hookEditor: Pick<HookEditorPort, "tried">;
}

/** Characters of all prompts of one answer, shared evenly among its deliveries. */
const MOST_OF_PROMPTS = 4_194_304;

/** Builds it. Dry runs go one at a time: each may look at a thousand deliveries. */
export function createDryRun(deps: DryRunDeps): DryRunPort {
  let last: Promise<unknown> = Promise.resolve();
  return (order) => {
    const mine = last.then(() => dryRun(deps, order));
    last = mine.catch(() => {});
    return mine;
  };
}

async function dryRun(deps: DryRunDeps, order: DryRunOrder): Promise<WireDryRun> {
  const { hookId: id, fields, last, since, wantsPrompts } = order;
  const settings = deps.settings();
  if (!isHookId(id) || !settings.hooks.has(id))
    throw new WakehookError("not_found", `there is no hook ${JSON.stringify(id.slice(0, 80))}`);
  const edited = fields === null ? null : await deps.hookEditor.tried(id, fields);
  const deliveries = await findRecorded(deps.ledger.pieces, { hookId: id, last, since });
  const mostOfPrompt = Math.floor(MOST_OF_PROMPTS / Math.max(1, deliveries.length));
  const asked = { settings, edited, id, deliveries, wantsPrompts, mostOfPrompt };
  const compared = await compare(deps, asked);
  return dryRunWire(id, compared);
}
