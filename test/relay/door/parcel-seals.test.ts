import { describe, expect, it } from "vitest";
import { RequestHead, unpack } from "../../../src/core/tunnel/parcel.ts";
import { createSealRequest } from "../../../src/relay/door/parcel-seals.ts";
import { boxKeyOf, createOpener } from "../../../src/signing/parcel-seal.ts";
import { systemRandomness } from "../../../src/system/randomness.ts";
import { hookOf } from "../fake-daemon.ts";

const HOME = boxKeyOf(Buffer.alloc(32, 1));
const target = { daemon: "home", publicKey: HOME.publicKey, hook: hookOf("ci") };
const request = {
  hookId: "ci",
  origin: "sender" as const,
  method: "POST",
  url: "https://relay.example.org/home/hooks/ci?a=1",
  headers: [["x-a", "1"] as const, ["x-a", "2"] as const],
  remoteAddress: "192.0.2.1",
  readBody: async () => ({ kind: "cut" }) as const,
};

describe("a sealed request", () => {
  it("holds all of it, without the daemon's part of the path", () => {
    const seal = createSealRequest({ clock: { monotonic: () => 0 }, randomness: systemRandomness });

    const sealed = seal(target, request, Buffer.from("body"));
    const opened = createOpener(HOME)(sealed, { daemon: "home", hook: "ci" });
    const inner = unpack(RequestHead, opened ?? new Uint8Array());

    expect(inner?.head).toEqual({
      method: "POST",
      path: "/hooks/ci?a=1",
      headers: [
        ["x-a", "1"],
        ["x-a", "2"],
      ],
      remote_address: "192.0.2.1",
    });
    expect(Buffer.from(inner?.bytes ?? []).toString()).toBe("body");
  });

  it("is sealed by a key of the relay that is new each day", () => {
    let now = 0;
    const seal = createSealRequest({
      clock: { monotonic: () => now },
      randomness: systemRandomness,
    });
    const keyOf = (): string =>
      Buffer.from(seal(target, request, new Uint8Array()).subarray(1, 33)).toString("hex");

    const [first, second] = [keyOf(), keyOf()];
    now = 86_400_001;
    const third = keyOf();

    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });
});
