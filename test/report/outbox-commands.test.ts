import { expect, it } from "vitest";
import { createOutboxCommands } from "../../src/report/outbox-commands.ts";
import { tempLedger, TRIED } from "../ledger/temp-ledger.ts";

it("sends again and cancels, one by one and all of a sink, and looks at once", () => {
  const ledger = tempLedger().open();
  ledger.notify(
    "a",
    [1, 2, 3, 4].map((n) => ({ sink: n < 4 ? "s" : "t", payload: "{}" })),
  );
  let woken = 0;
  const commands = createOutboxCommands(ledger, { wake: () => void woken++ });
  const states = () => ledger.outbox({}).map(({ state }) => state);
  ledger.reportFailed(1, { ...TRIED, error: "no", nextAt: null });

  commands.retry(1);
  commands.discard(2);
  expect(states()).toEqual(["waiting", "waiting", "canceled", "waiting"]);
  expect(commands.discardAll("s")).toBe(2);
  expect(states()).toEqual(["waiting", "canceled", "canceled", "canceled"]);
  expect(commands.retryAll("s")).toBe(3);

  expect(states()).toEqual(["waiting", "waiting", "waiting", "waiting"]);
  expect(woken).toBe(2);
});
