import { expect, it } from "vitest";
import type { CreateChannel } from "../../../src/chat/channels/channel-deps.ts";
import { memoryPlatform } from "../contract/memory-platform.ts";
import { until } from "./hub-bench.ts";
import { pairedHub } from "./paired-hub.ts";

/** The mask of the bench knows it. */
const SECRET = "s3cr3t-of-the-owner";

it("keeps no secret that a platform says when it takes nothing, neither with the message nor in what is told of it", async () => {
  const platform = memoryPlatform();
  const create: CreateChannel<"telegram"> = (deps, target) => ({
    ...platform.create(deps, target),
    send: () =>
      Promise.resolve({ ok: false, error: `no /bot${SECRET}/send`, final: false, broken: true }),
  });
  const hub = await pairedHub({ platform: { ...platform, create } });

  hub.say("Hello");
  await until(() => expect(hub.told).toHaveLength(1));

  const sink = "target:phone";
  const next = { sink, now: Number.MAX_SAFE_INTEGER, limit: 1, ordered: true };
  await until(() =>
    expect(hub.ledger.dueReports(next)).toMatchObject([{ lastError: "no /bot[masked]/send" }]),
  );
  expect(JSON.stringify([hub.told, hub.logged])).not.toContain(SECRET);
});
