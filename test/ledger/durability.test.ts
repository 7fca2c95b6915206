// That a commit is on the disk when it returns, proved from outside: by counting the system calls.

import { describe, expect, it } from "vitest";
import { deliveryId, tempFolder, tempLedger } from "./temp-ledger.ts";
import { canTrace, runTraced } from "./run-child.ts";

const SYNCS = "trace=fsync,fdatasync";
const countSyncs = (trace: string) => trace.match(/f(?:data)?sync\(\d+\)\s+= 0/g)?.length ?? 0;

describe.skipIf(!canTrace())("syncs", () => {
  const openSyncs = () => countSyncs(runTraced(["-e", SYNCS], ["open", tempFolder()]).trace);

  it("syncs every accept that comes alone, and a batch once", () => {
    const atOpen = openSyncs();
    const each = runTraced(["-e", SYNCS], ["each", tempFolder(), "40"]);
    const together = runTraced(["-e", SYNCS], ["together", tempFolder(), "40"]);

    expect(each.told).toHaveLength(40);
    expect(countSyncs(each.trace) - atOpen).toBeGreaterThanOrEqual(40);
    expect(together.told).toHaveLength(40);
    expect(countSyncs(together.trace) - atOpen).toBeGreaterThanOrEqual(1);
    expect(countSyncs(together.trace) - atOpen).toBeLessThanOrEqual(4);
  }, 60_000);

  it("acknowledges only what a sync began after: the log is written, then synced, then it is said", () => {
    const { told, trace } = runTraced(
      ["-y", "-e", "trace=fdatasync,pwrite64,write", "-e", "signal=none"],
      ["each", tempFolder(), "40"],
    );

    // One letter per call: the log is Written, a sync of it has Begun (or ended) well, an id is Acknowledged.
    const calls = trace.split("\n").flatMap((line) => {
      if (/pwrite64\(\d+<[^>]*wakehook\.db-wal>/.test(line)) return "W";
      if (/fdatasync(?:\(\d+<[^>]*wakehook\.db-wal>\)| resumed>\)) += 0$/.test(line)) return "S";
      return /write\(1<[^>]*>, "\{\\"id\\"/.test(line) ? "A" : [];
    });
    expect(told).toHaveLength(40);
    expect(calls.join("")).toMatch(/^(?:W+SA){40}$/);
  }, 60_000);

  it("takes no promise back after a failed sync: refuses, opens the file anew, goes on", () => {
    const folder = tempFolder();

    const { told, trace } = runTraced(
      ["-e", "trace=fdatasync,openat", "-e", "inject=fdatasync:error=EIO:when=2"],
      ["each", folder, "4"],
    );

    expect(told.filter(({ id }) => id !== undefined)).toMatchObject([
      { id: 1, kind: "accepted" },
      { id: 2, code: "storage_unavailable" },
      { id: 3, kind: "accepted" },
      { id: 4, kind: "accepted" },
    ]);
    expect(told.filter(({ fault }) => fault !== undefined)).toHaveLength(1);
    expect(told.filter(({ recovered }) => recovered === true)).toHaveLength(1);
    const afterFault = trace.slice(trace.indexOf("INJECTED"));
    expect(afterFault).toMatch(/openat\([^\n]*wakehook\.db", O_RDWR/);
    const ledger = tempLedger(folder).open();
    for (const number of [1, 3, 4]) expect(ledger.delivery(deliveryId(number))).not.toBeNull();
    expect(ledger.waitingCount()).toBe(told.at(-1)?.waiting);
  }, 60_000);

  it("refuses a whole batch whose sync failed in a thread", () => {
    const { told } = runTraced(
      ["-e", SYNCS, "-e", "inject=fdatasync:error=ENOSPC:when=1"],
      ["together", tempFolder(), "40"],
    );

    const refused = told.filter(({ code }) => code === "storage_unavailable");
    expect(refused).toHaveLength(40);
    expect(told.filter(({ fault }) => fault !== undefined)).toHaveLength(1);
  }, 60_000);

  it("keeps refusing while the disk fails, and acknowledges nothing", () => {
    const folder = tempFolder();

    const { told } = runTraced(
      ["-e", SYNCS, "-e", "inject=fdatasync:error=EIO:when=3+"],
      ["each", folder, "5"],
    );

    expect(told.filter(({ id }) => id !== undefined)).toMatchObject([
      { id: 1, kind: "accepted" },
      { id: 2, kind: "accepted" },
      { id: 3, code: "storage_unavailable" },
      { id: 4, code: "storage_unavailable" },
      { id: 5, code: "storage_unavailable" },
    ]);
    expect(told.filter(({ fault }) => fault !== undefined)).toHaveLength(1);
  }, 60_000);
});
