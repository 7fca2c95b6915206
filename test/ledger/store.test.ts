import { expect, it } from "vitest";
import { createDatabase, migrate } from "../../src/ledger/schema/migrate.ts";
import { MIGRATIONS } from "../../src/ledger/schema/schema.ts";
import { openStore } from "../../src/ledger/store.ts";
import {
  aDelivery,
  deliveryId,
  idClaim,
  ledgerPaths,
  LIMITS,
  PAUSED,
  START,
  tempFolder,
  tempLedger,
} from "./temp-ledger.ts";

it("keeps claims and counts right though another process writes, against the lock", async () => {
  const folder = tempFolder();
  const one = tempLedger(folder).open();
  const other = tempLedger(folder).open();
  await one.accept(aDelivery(1, { claims: [idClaim("a")] }), LIMITS);

  const repeat = await other.accept(aDelivery(2, { claims: [idClaim("a")] }), LIMITS);
  await other.accept(aDelivery(3), LIMITS);
  const full = one.accept(aDelivery(4), { maxQueued: 2 });

  expect(repeat).toMatchObject({ kind: "duplicate", deliveryId: deliveryId(1) });
  await expect(full).rejects.toMatchObject({ code: "queue_full" });
  expect(one.waitingCount()).toBe(2);
});

it("tells everyone that it is closed", async () => {
  const ledger = tempLedger().open();
  ledger.close();
  const closed = expect.objectContaining({ code: "storage_unavailable" }) as Error;
  expect(() => ledger.waiting()).toThrow(closed);
  expect(() => ledger.hold(deliveryId(1), PAUSED)).toThrow(closed);
});

it("takes nothing for synced that was in a log which a fault made it leave", async () => {
  const paths = ledgerPaths(tempFolder());
  const connection = createDatabase(paths.database);
  migrate({ paths, migrations: MIGRATIONS, now: START }, connection);
  const ignore = (): void => {};
  const deps = { file: paths.database, onCommit: ignore, onFault: ignore, onRecovered: ignore };
  const store = openStore(deps, connection);
  const failed = expect.objectContaining({ code: "storage_unavailable" }) as Error;
  const failDisk = (): never => {
    throw Object.assign(new Error("disk I/O error"), { errcode: 10 });
  };

  store.append(ignore);
  expect(() => store.change(failDisk)).toThrow(failed);
  store.read(ignore);

  expect(() => store.syncNow()).toThrow(failed);
  await expect(store.synced()).rejects.toThrow(failed);
  store.append(ignore);
  await store.synced();
  store.close();
});
