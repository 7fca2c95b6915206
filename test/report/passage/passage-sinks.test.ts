import { describe, expect, it } from "vitest";
import type { PassageResult } from "../../../src/core/records/passage.ts";
import { writePassageResult } from "../../../src/core/outbound/passage-message.ts";
import { createPassageSinks } from "../../../src/report/passage/passage-sinks.ts";
import { deliveryId } from "../../admin/harness.ts";
import { aTunnel } from "../../tunnel/tunnel-world.ts";

const RESULT: PassageResult = {
  ref: "rly_1/site/7",
  hookId: "site",
  deliveryId: deliveryId(1),
  status: "success",
  reason: null,
  answer: null,
  endedAt: 99,
};

function sinks(told: { kind: "noted" | "gone" } | { kind: "never"; why: string }, up = true) {
  const sent: Array<[string, PassageResult]> = [];
  const kind = createPassageSinks({
    settings: () => ({ tunnels: [aTunnel("ws://127.0.0.1:1")] }),
    isUp: () => up,
    tell(tunnel, result) {
      sent.push([tunnel, result]);
      return Promise.resolve(told);
    },
  });
  const send = (name = "tunnel:relay") =>
    kind.sinkOf(name)?.(
      { payload: writePassageResult(RESULT) } as never,
      new AbortController().signal,
    );
  return { kind, sent, send };
}

describe("a result for a tunnel's other end", () => {
  it("has arrived when it was noted", async () => {
    const { send, sent } = sinks({ kind: "noted" });

    expect(await send()).toEqual({ ok: true });
    expect(sent).toEqual([["relay", RESULT]]);
  });

  it("is tried again where the connection ended, and given up where it is of no use", async () => {
    expect(await sinks({ kind: "gone" }).send()).toMatchObject({ ok: false, final: false });
    expect(await sinks({ kind: "never", why: "it came by another relay" }).send()).toMatchObject({
      ok: false,
      final: true,
      error: "it came by another relay",
    });
  });

  it("waits while the tunnel is down, and no try counts", () => {
    expect(sinks({ kind: "gone" }, false).kind.rulesOf("tunnel:relay").isHeldBack).toBe(true);
    expect(sinks({ kind: "gone" }, true).kind.rulesOf("tunnel:relay").isHeldBack).toBe(false);
  });

  it("is given up where the tunnel is no more", () => {
    const { kind } = sinks({ kind: "noted" }, false);

    expect(kind.has("tunnel:gone")).toBe(true);
    expect(kind.sinkOf("tunnel:gone")).toBeNull();
    expect(kind.rulesOf("tunnel:gone").isHeldBack).toBe(false);
    expect(kind.has("target:relay")).toBe(false);
  });
});
