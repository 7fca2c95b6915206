// The target of a hook's reports hangs: its runs go on.

import { aTarget } from "../../test/e2e/open-home.ts";
import { NO_LIMITS, openBench, type LoadFault } from "./load-bench.ts";
import { postSigned, signedHook } from "./signed-post.ts";
import { waitUntil } from "./wait-until.ts";

const SCALES = { short: 8, long: 60 };
const EACH_MS = 3000;

/** Runs that report to a program which never ends. */
export const hangingReport: LoadFault = async (context) => {
  const count = SCALES[context.scale];
  const { home, daemon } = await openBench(context, {
    hooks: [signedHook("told", { events: null, report: ["hangs"] })],
    config: {
      webhooks: NO_LIMITS,
      features: { commands: true },
      targets: [aTarget("echo", "cat >/dev/null; echo ok"), aTarget("hangs", "sleep 600")],
    },
  });
  const ids: string[] = [];
  for (let number = 0; number < count; number++) {
    const { deliveryId } = await postSigned({
      url: daemon.hooksUrl,
      hookId: "told",
      key: `told-${number}`,
    });
    ids.push(deliveryId ?? "");
  }
  const succeeded = (): number =>
    ids.filter((id) => home.delivery(id)?.status === "success").length;
  await waitUntil(count * EACH_MS, () => succeeded() === count);
  const waiting = ids
    .flatMap((id) => home.reports(id))
    .filter(({ state }) => state === "waiting").length;
  return [
    {
      fault: "the target of the reports hangs",
      times: count,
      promised: "runs go on; the reports wait",
      seen: `${succeeded()} of ${count} runs succeeded, ${waiting} reports wait`,
      kept: succeeded() === count && waiting === count,
    },
  ];
};
