import { describe, expect, it } from "vitest";
import { openRegistrations } from "../../../src/relay/store/registrations.ts";
import { hookOf } from "../fake-daemon.ts";
import { openTemp } from "./temp-store.ts";

describe("a daemon that comes back", () => {
  it("is let in without a write where its hooks are the same: a full disk keeps nobody from what waits", async () => {
    const { store } = openTemp();
    const disk = { isFull: false };
    const registrations = await openRegistrations({
      ...store,
      write: (work) => (disk.isFull ? Promise.reject(new Error("full")) : store.write(work)),
    });
    const registration = { hooks: [hookOf("ci")], version: "1", at: 1 };
    await registrations.register("home", registration);
    disk.isFull = true;

    await registrations.register("home", { ...registration, at: 2 });
    const other = { ...registration, hooks: [hookOf("cd")] };

    await expect(registrations.register("home", other)).rejects.toThrow("full");
    await expect(registrations.register("home", registration)).rejects.toThrow("full");
    expect([...(registrations.hooksOf("home")?.keys() ?? [])]).toEqual(["ci"]);
  });

  it("has the hooks that it said last, however fast it says others", async () => {
    const temp = openTemp();
    const registrations = await openRegistrations(temp.store);
    const say = (id: string) =>
      registrations.register("home", { hooks: [hookOf(id)], version: "1", at: 1 });

    await say("a");
    await Promise.all([say("b"), say("a"), say("b")]);
    await temp.close();

    const again = await openRegistrations(openTemp(temp.paths).store);
    expect([...(again.hooksOf("home")?.keys() ?? [])]).toEqual(["b"]);
  });
});
