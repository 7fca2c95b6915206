// `npm run demo`: the real daemon in a temporary home, one real GitHub event, from arrival to report.
// Everything goes through the commands and the sockets that an owner and GitHub use.

import { parseArgs } from "node:util";
import { demoCronTask } from "./demo/cron-task.ts";
import { onStage } from "./demo/stage.ts";
import { demoWake } from "./demo/wake.ts";

const DEMOS = { cron_task: demoCronTask, wake: demoWake };

const { values } = parseArgs({
  options: {
    provider: { type: "string", default: "example" },
    mode: { type: "string", default: "cron_task" },
  },
});
const { provider, mode } = values;
const demo = Object.entries(DEMOS).find(([name]) => name === mode)?.[1];
if (demo === undefined) throw new Error(`--mode takes ${Object.keys(DEMOS).join(", ")}`);
await onStage(provider, demo);
