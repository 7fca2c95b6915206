// The closed list of tools, by the names that agents call them.

import type { Tool } from "../tool.ts";
import { doctor, status } from "./daemon.ts";
import { explainDelivery, listDeliveries, replayDelivery, showDelivery } from "./deliveries.ts";
import { addHook, changeHook, listHooks, showHook } from "./hooks.ts";
import { listRuns, showRun } from "./runs.ts";
import { listFixtures, testHook } from "./test-hook.ts";

/** Every tool of `wakehook mcp`. */
export const TOOLS: Readonly<Record<string, Tool>> = {
  status,
  doctor,
  list_hooks: listHooks,
  show_hook: showHook,
  add_hook: addHook,
  change_hook: changeHook,
  test_hook: testHook,
  list_fixtures: listFixtures,
  list_deliveries: listDeliveries,
  show_delivery: showDelivery,
  explain_delivery: explainDelivery,
  replay_delivery: replayDelivery,
  list_runs: listRuns,
  show_run: showRun,
};
