import { describe, expect, it } from "vitest";
import { WakehookError } from "../../src/core/records/errors.ts";
import type { HookId } from "../../src/core/records/ids.ts";
import { createPairingWindows } from "../../src/ingress/pairing-windows.ts";
import { openPairing, pair, type PairingDeps } from "../../src/ingress/pairing.ts";
import { findTarget } from "../../src/ingress/target-hook.ts";
import { makeClock, makeSettings, type HookEntry } from "./world.ts";

const asana = "asana" as HookId;
const HANDED = "b537207f20cbfa02357cf448134da559";

function hook(fields: Record<string, unknown> = {}, secret: string | null = null): HookEntry {
  return {
    fields: { id: "asana", title: "asana", mode: "wake", source: "asana", ...fields },
    secrets: { secret },
  };
}

function hand(deps: PairingDeps, secret: string, entry = hook()) {
  const { usable } = findTarget(makeSettings([entry]), "asana");
  if (usable === undefined) throw new Error("the hook is not usable");
  const signed = {
    method: "POST",
    url: "/hooks/asana",
    headers: [["x-hook-secret", secret]] as const,
    body: Buffer.from("{}"),
  };
  return pair(deps, usable, { signed, payload: {} });
}

function depsWith(storeSecret: PairingDeps["storeSecret"]): PairingDeps {
  const clock = makeClock();
  return { clock, windows: createPairingWindows(clock), storeSecret };
}

describe("pair", () => {
  it("leaves the window open when the secret cannot be written", async () => {
    const deps = depsWith(() =>
      Promise.reject(new WakehookError("settings_unwritable", "the disk is full")),
    );
    deps.windows.open(asana, 1000);

    await expect(hand(deps, HANDED)).rejects.toThrow("the disk is full");

    expect(deps.windows.isOpen(asana)).toBe(true);
  });

  it("refuses where the file has a secret by now", async () => {
    const deps = depsWith(() => Promise.resolve(false));
    deps.windows.open(asana, 1000);

    expect(await hand(deps, HANDED)).toMatchObject({ ok: false, code: "unauthorized" });
  });

  it.each(["short", "a secret with spaces", "x".repeat(513), "t\u00e9l\u00e9phone-secret"])(
    "takes no text that can be no secret: %j",
    async (secret) => {
      const stored: string[] = [];
      const deps = depsWith((_, text) => Promise.resolve(stored.push(text) > 0));
      deps.windows.open(asana, 1000);

      expect((await hand(deps, secret))?.ok ?? false).toBe(false);
      expect(stored).toEqual([]);
    },
  );

  it("is no question of a hook that has a secret, whatever it says", async () => {
    const deps = depsWith(() => Promise.resolve(true));
    deps.windows.open(asana, 1000);

    expect(await hand(deps, HANDED, hook({}, "mine"))).toBeNull();
    expect(await hand(deps, HANDED, hook({ secret: "(secret)" }))).toBeNull();
  });
});

describe("openPairing", () => {
  it.each([
    ["a hook that is not there", [], 1000, "not_found"],
    ["a sender that hands over nothing", [hook({ source: "github" })], 1000, "refused"],
    ["a hook with a secret", [hook({}, "mine")], 1000, "refused"],
    ["no time", [hook()], 0, "usage"],
    ["more than an hour", [hook()], 3_600_001, "usage"],
  ] as const)("refuses %s", (_, hooks, forMs, code) => {
    const windows = createPairingWindows(makeClock());

    expect(() => openPairing({ windows }, makeSettings(hooks), { hookId: "asana", forMs })).toThrow(
      expect.objectContaining({ code }) as Error,
    );
    expect(windows.isOpen(asana)).toBe(false);
  });
});
