import { unlinkSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CI, keepOne, openTemp } from "./temp-store.ts";

describe("the relay's store", () => {
  it("refuses a change that fails, and none of those that come in the same turn", async () => {
    const { store, parcels, faults } = openTemp();

    const outcomes = await Promise.allSettled([
      keepOne(parcels),
      store.write(() => {
        throw new Error("a mistake of ours");
      }),
      keepOne(parcels),
    ]);

    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(parcels.counts.ofLane(CI).parcels).toBe(2);
    expect(faults).toEqual([]);
  });

  it("writes all that waits when it is closed, and takes nothing more", async () => {
    const first = openTemp();
    const kept = Array.from({ length: 700 }, () => keepOne(first.parcels));
    const noted = first.store.note((connection) =>
      connection.run("INSERT INTO meta VALUES ('mine', 1)"),
    );

    await first.close();
    const late = keepOne(first.parcels);

    await Promise.all([...kept, noted]);
    await expect(late).rejects.toMatchObject({ code: "storage_unavailable" });
    const second = openTemp(first.paths);
    expect(second.parcels.counts.inAll().parcels).toBe(700);
    expect(
      second.store.read((connection) =>
        connection.one("SELECT 1 AS n FROM meta WHERE name = 'mine'"),
      ),
    ).toEqual({ n: 1 });
  });

  it("loses nothing where its log is removed under it", async () => {
    const first = openTemp();
    const before = await keepOne(first.parcels);
    unlinkSync(`${first.paths.database}-wal`);

    const after = await keepOne(first.parcels);
    await first.close();

    const { parcels } = openTemp(first.paths);
    expect(parcels.next(CI, 0)?.number).toBe(before);
    expect(parcels.next(CI, before)?.number).toBe(after);
  });

  it("counts what waits right after the file was opened anew, also what is on its way", async () => {
    const { parcels, paths } = openTemp();
    await keepOne(parcels);
    unlinkSync(`${paths.database}-wal`);

    await Promise.all([keepOne(parcels), keepOne(parcels)]);

    expect(parcels.counts.inAll()).toEqual({ parcels: 3, bytes: 30 });
  });
});
