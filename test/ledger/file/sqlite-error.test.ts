import { expect, it } from "vitest";
import { WakehookError } from "../../../src/core/records/errors.ts";
import { faultOf, toLedgerError } from "../../../src/ledger/file/sqlite-error.ts";

const driver = (errcode: number) => Object.assign(new Error("words"), { errcode });
const system = (code: string) => Object.assign(new Error("words"), { code });

it.each([
  ["SQLITE_FULL", driver(13), "full", "storage_unavailable"],
  ["SQLITE_IOERR_FSYNC", driver(1034), "io", "storage_unavailable"],
  ["SQLITE_READONLY_DBMOVED", driver(1032), "io", "storage_unavailable"],
  ["SQLITE_BUSY_SNAPSHOT", driver(517), "busy", "storage_unavailable"],
  ["SQLITE_CORRUPT_INDEX", driver(779), "damaged", "ledger_damaged"],
  ["SQLITE_IOERR_SHMSIZE", driver(4874), "full", "storage_unavailable"],
  ["SQLITE_IOERR_SHORT_READ", driver(522), "damaged", "ledger_damaged"],
  ["SQLITE_NOTADB", driver(26), "damaged", "ledger_damaged"],
  ["ENOSPC", system("ENOSPC"), "full", "storage_unavailable"],
  ["EROFS", system("EROFS"), "io", "storage_unavailable"],
  [
    "ENOSPC of a sync",
    Object.assign(system("ENOSPC"), { syscall: "fdatasync" }),
    "io",
    "storage_unavailable",
  ],
])("tells what %s is", (_, error, fault, code) => {
  expect(faultOf(error)).toBe(fault);
  expect(toLedgerError(error)).toMatchObject({ code, cause: error });
});

it.each([driver(19), system("ENOENT"), new WakehookError("refused", "no")])(
  "leaves what is no fault of the disk as it is: %s",
  (error) => {
    expect(faultOf(error)).toBe("other");
    expect(toLedgerError(error)).toBe(error);
  },
);

it("makes an error of whatever was thrown", () => {
  expect(faultOf("text")).toBe("other");
  expect(toLedgerError("text")).toBeInstanceOf(Error);
});
