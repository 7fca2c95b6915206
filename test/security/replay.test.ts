// A request that was captured does not run a second time.

import { expect, it } from "vitest";
import { aHook, createHome } from "../e2e/daemon-home.ts";

// What went wrong: a hook with a bearer token knew nothing of what it had seen; whoever captured one request could
// send it for ever.
it("openclaw PR#23461: the same bearer request under the sender's id is recognised, also after a restart", async () => {
  const home = await createHome({ hooks: [aHook("a")], config: { safe_mode: true } });
  const daemon = await home.start();
  const headers = { "idempotency-key": "event-1" };
  const first = await daemon.post("a", { n: 1 }, headers);
  const second = await daemon.post("a", { n: 1 }, headers);
  await daemon.stop();
  const third = await (await home.start()).post("a", { n: 1 }, headers);

  expect(first.answer).toMatchObject({ accepted: true });
  for (const { status, answer } of [second, third]) {
    expect(status).toBe(202);
    expect(answer).toMatchObject({ duplicate: true, delivery_id: first.id });
  }
  expect(home.delivery(first.id)).toMatchObject({ duplicates: 2 });
});

it("openclaw PR#23461: where the sender gives no id, the owner may have equal bytes count as one", async () => {
  const hooks = [aHook("a", { dedupe: { digest_seconds: 600 } })];
  const home = await createHome({ hooks, config: { safe_mode: true } });
  const daemon = await home.start();
  const first = await daemon.post("a", { n: 1 });

  expect((await daemon.post("a", { n: 1 })).answer).toMatchObject({ duplicate: true });
  expect((await daemon.post("a", { n: 2 })).answer).not.toHaveProperty("duplicate");
  expect(home.delivery(first.id)).toMatchObject({ duplicates: 1 });
});
