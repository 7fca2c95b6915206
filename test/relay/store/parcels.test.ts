import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, truncateSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openForReading } from "../../../src/ledger/file/connection.ts";
import { expire, prune } from "../../../src/relay/store/housekeeping.ts";
import { itWhere } from "../../skip-loudly.ts";
import { CI, keepOne, openTemp, tempPaths, WIDE } from "./temp-store.ts";

const CD = { daemon: "home", hook: "cd" };

describe("what is kept", () => {
  it("is there at the next start, in its order, and has numbers that were never given", async () => {
    const first = openTemp();
    const before = [await keepOne(first.parcels), await keepOne(first.parcels)];
    await first.close();

    const second = openTemp(first.paths);
    const after = await keepOne(second.parcels);

    expect(second.parcels.counts.ofLane(CI)).toEqual({ parcels: 2 + 1, bytes: 30 });
    const seen = [];
    for (let next = second.parcels.next(CI, 0); next !== null;) {
      seen.push(next.number);
      next = second.parcels.next(CI, next.number);
    }
    expect(seen).toEqual([...before, after]);
    expect(after).toBeGreaterThan((before[1] ?? 0) + 1);
    expect(Number.isSafeInteger(after)).toBe(true);
    expect(second.id).toBe(first.id);
  });

  it("is on the disk when it is told, many in one transaction", async () => {
    const { parcels, paths } = openTemp();

    await Promise.all(Array.from({ length: 600 }, () => keepOne(parcels, 1000)));

    const reader = openForReading(paths.database);
    onTestFinished(() => reader.close());
    expect(reader.one("SELECT count(*) AS n, count(DISTINCT number) AS d FROM contents")).toEqual({
      n: 600,
      d: 600,
    });
  });

  it("is emptied once its daemon has it; what was refused there is told apart", async () => {
    const { parcels, store } = openTemp();
    const [one, two, three] = [
      await keepOne(parcels),
      await keepOne(parcels),
      await keepOne(parcels),
    ];

    await parcels.settle(
      CI,
      [
        { number: one, status: 202 },
        { number: two, status: 404 },
      ],
      5,
    );
    await parcels.settle(CI, [{ number: one, status: 500 }], 9);
    await parcels.noteResult(CI, { number: one, status: "success", endedAt: 7 });

    expect(parcels.counts.ofLane(CI)).toEqual({ parcels: 1, bytes: 10 });
    expect(parcels.next(CI, 0)?.number).toBe(three);
    expect(parcels.sealed(one)).toBeNull();
    expect(
      store.read((connection) =>
        connection.all("SELECT state, answer_status, settled_at, result_status FROM parcels"),
      ),
    ).toEqual([
      { state: "acked", answer_status: 202, settled_at: 5, result_status: "success" },
      { state: "refused", answer_status: 404, settled_at: 5, result_status: null },
      { state: "waiting", answer_status: null, settled_at: null, result_status: null },
    ]);
  });

  it("of another daemon or hook is neither settled nor given a result", async () => {
    const { parcels, store } = openTemp();
    const number = await keepOne(parcels);

    for (const lane of [CD, { daemon: "work", hook: "ci" }]) {
      await parcels.settle(lane, [{ number, status: 202 }], 5);
      await parcels.noteResult(lane, { number, status: "success", endedAt: 7 });
    }

    expect(parcels.counts.ofLane(CI)).toEqual({ parcels: 1, bytes: 10 });
    expect(
      store.read((connection) => connection.one("SELECT state, result_status FROM parcels")),
    ).toEqual({ state: "waiting", result_status: null });
  });
});

describe("bounds", () => {
  it.each([
    ["max_waiting_bytes", { maxWaitingBytes: 25 }],
    ["max_waiting_bytes_per_hook", { maxWaitingBytesPerHook: 25 }],
    ["max_waiting_per_hook", { maxWaitingPerHook: 2 }],
  ])("of %s refuse the one above them, and take more when there is room", async (name, change) => {
    const { parcels } = openTemp(tempPaths(), { bounds: { ...WIDE, ...change } });

    // At once: none of them is on the disk yet when the last one asks.
    const kept = await Promise.allSettled([keepOne(parcels), keepOne(parcels), keepOne(parcels)]);
    const [first] = kept;

    expect(kept.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected"]);
    expect(kept[2]).toMatchObject({ reason: { code: "queue_full" } });
    expect(String(kept[2]?.status === "rejected" && kept[2].reason)).toContain(name);
    const number = first?.status === "fulfilled" ? first.value : 0;
    await parcels.settle(CI, [{ number, status: 202 }], 1);
    await expect(keepOne(parcels)).resolves.toBeGreaterThan(number);
  });

  it("of one hook leave the others alone", async () => {
    const { parcels } = openTemp(tempPaths(), { bounds: { ...WIDE, maxWaitingPerHook: 1 } });
    await keepOne(parcels);

    await expect(keepOne(parcels, 10, CD)).resolves.toBeGreaterThan(0);
  });
});

describe("housekeeping", () => {
  it("gives up what waited too long, tells of it, and spares what is on its way", async () => {
    const { parcels, store } = openTemp();
    await keepOne(parcels, 10, CI, 1000);
    await keepOne(parcels, 10, CI, 1000);
    const sent = await keepOne(parcels, 10, CD, 1000);
    await keepOne(parcels, 10, CI, 3000);

    const expired = await expire(
      { store, parcels },
      { expiredBefore: 2000, now: 4000 },
      ({ hook }) => (hook === "cd" ? sent : 0),
    );

    expect(expired).toEqual([{ ...CI, parcels: 2 }]);
    expect(parcels.counts.inAll()).toEqual({ parcels: 2, bytes: 20 });
    expect(
      store.read((connection) =>
        connection.one("SELECT count(*) AS n FROM parcels WHERE state = 'expired'"),
      ),
    ).toEqual({ n: 2 });
  });

  it("writes nothing where nothing waited too long", async () => {
    const { parcels, store } = openTemp();
    await keepOne(parcels, 10, CI, 1000);
    const noWrites = { ...store, write: () => Promise.reject(new Error("a write")) };

    const times = { expiredBefore: 1000, now: 4000 };
    await expect(expire({ store: noWrites, parcels }, times, () => 0)).resolves.toEqual([]);
  });

  it("forgets what ended 30 days ago, never what waits, and gives the room back", async () => {
    const { parcels, store, paths } = openTemp();
    const numbers = [];
    for (let n = 0; n < 20; n++) numbers.push(await keepOne(parcels, 1_000_000));
    const [old = 0, ...rest] = numbers;
    const day = 86_400_000;
    await parcels.settle(CI, [{ number: old, status: 202 }], day);
    const settled = rest.slice(1).map((number) => ({ number, status: 202 }));
    await parcels.settle(CI, settled, 20 * day);
    store.read((connection) => connection.execute("PRAGMA wal_checkpoint(TRUNCATE)"));
    const large = statSync(paths.database).size;

    for (let n = 0; n < 6; n++) await prune(store, { now: 32 * day });
    store.read((connection) => connection.execute("PRAGMA wal_checkpoint(TRUNCATE)"));

    expect(
      store.read((connection) => connection.all("SELECT number FROM parcels ORDER BY number")),
    ).toHaveLength(19);
    expect(parcels.counts.inAll().parcels).toBe(1);
    expect(statSync(paths.database).size).toBeLessThan(large / 4);
  });
});

describe("a database that cannot be relied on", () => {
  it.each([
    ["is gone", (file: string) => unlinkSync(file)],
    ["is no database", (file: string) => writeFileSync(file, "x".repeat(9000))],
    ["was cut off", (file: string) => truncateSync(file, 9000)],
    ["is empty", (file: string) => truncateSync(file, 0)],
  ])("as it %s is refused with words, and nothing is begun anew", async (_, harm) => {
    const first = openTemp();
    for (let n = 0; n < 50; n++) await keepOne(first.parcels, 2000);
    await first.close();
    harm(first.paths.database);
    const size = statSync(first.paths.database, { throwIfNoEntry: false })?.size;

    expect(() => openTemp(first.paths)).toThrow(
      expect.objectContaining({ code: "ledger_damaged" }) as Error,
    );
    expect(statSync(first.paths.database, { throwIfNoEntry: false })?.size).toBe(size);
  });

  it("as an older copy of it is refused: it lost what was promised since", async () => {
    const paths = tempPaths();
    const first = openTemp(paths);
    await keepOne(first.parcels);
    await first.close();
    const copy = `${paths.database}.copy`;
    execFileSync("cp", [paths.database, copy]);
    const second = openTemp(paths);
    await keepOne(second.parcels);
    await second.close();
    execFileSync("cp", [copy, paths.database]);

    expect(() => openTemp(paths)).toThrow(/^\S+ cannot be relied on: it lost .* older copy/);
  });

  it("as that of a newer wakehook is refused", async () => {
    const temp = openTemp();
    const { paths, store } = temp;
    store.read((connection) => connection.execute("PRAGMA user_version = 99"));
    await temp.close();

    expect(() => openTemp(paths)).toThrow(
      expect.objectContaining({ code: "ledger_too_new" }) as Error,
    );
  });

  it("as it was removed while in use takes nothing more", async () => {
    const { parcels, paths, faults } = openTemp();
    await keepOne(parcels);
    unlinkSync(paths.database);

    await expect(keepOne(parcels)).rejects.toMatchObject({ code: "ledger_damaged" });
    expect(faults).toHaveLength(1);
    expect(parcels.counts.inAll().parcels).toBe(1);
  });
});

const canMount = ((): boolean => {
  const folder = mkdtempSync(path.join(tmpdir(), "wakehook-relay-mount-"));
  try {
    mountSmall(folder, "1m");
    execFileSync("umount", [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
})();

function mountSmall(folder: string, size: string): void {
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder], {
    stdio: "ignore",
  });
}

describe("a full disk", () => {
  itWhere(canMount, "may not mount a small disk; the relay's full disk is not tried")(
    "promises nothing, keeps what it has, and goes on when there is room",
    async () => {
      const paths = tempPaths();
      mountSmall(paths.folder, "3m");
      onTestFinished(() => void execFileSync("umount", [paths.folder]));
      const ballast = path.join(paths.folder, "ballast");
      writeFileSync(ballast, Buffer.alloc(1_500_000));
      const temp = openTemp(paths);
      onTestFinished(() => temp.close());
      const { parcels, faults } = temp;

      const kept: number[] = [];
      let refused = 0;
      while (refused < 4) {
        const tries = await Promise.allSettled([
          keepOne(parcels, 20_000),
          keepOne(parcels, 20_000),
        ]);
        for (const outcome of tries) {
          if (outcome.status === "fulfilled") kept.push(outcome.value);
          else refused += 1;
        }
      }
      await expect(keepOne(parcels, 20_000)).rejects.toMatchObject({ code: "storage_unavailable" });
      rmSync(ballast);
      const more = await keepOne(parcels, 20_000);
      await temp.close();

      expect(faults).toHaveLength(1);
      const again = openTemp(paths);
      onTestFinished(() => again.close());
      const seen: number[] = [];
      for (let next = again.parcels.next(CI, 0); next !== null;) {
        seen.push(next.number);
        next = again.parcels.next(CI, next.number);
      }
      expect(seen).toEqual([...kept, more]);
      expect(again.parcels.counts.inAll().parcels).toBe(seen.length);
    },
  );
});
