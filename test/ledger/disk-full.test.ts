import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { aDelivery, deliveryId, idClaim, tempFolder, tempLedger } from "./temp-ledger.ts";

const mounted: string[] = [];
afterEach(() => {
  for (const folder of mounted.splice(0)) execFileSync("umount", [folder]);
});

/** A file system of 1 MB, or null where this user may not mount one. */
function tinyDisk(folder = tempFolder()): string | null {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], { stdio: "ignore" });
    mounted.push(folder);
    return folder;
  } catch {
    return null;
  }
}

const canMount = tinyDiskWorks();
function tinyDiskWorks(): boolean {
  const folder = mkdtempSync(path.join(tmpdir(), "wakehook-ledger-"));
  const isMounted = tinyDisk(folder) !== null;
  if (isMounted) execFileSync("umount", [mounted.pop() ?? folder]);
  else console.warn("SKIPPED: may not mount a small disk; the full disk is not tried in this run");
  rmSync(folder, { recursive: true });
  return isMounted;
}

describe.skipIf(!canMount)("a full disk", () => {
  it("refuses without a claim, keeps what it has, and goes on when there is space", async () => {
    const folder = tinyDisk() ?? "";
    const ballast = path.join(folder, "ballast");
    writeFileSync(ballast, Buffer.alloc(900_000));
    const faults: string[] = [];
    const temp = tempLedger(folder);
    const ledger = temp.open({
      onFault: (error) => faults.push(error.message),
      onRecovered: () => faults.push("recovered"),
    });
    const offer = (number: number) =>
      ledger.accept(
        aDelivery(number, { body: Buffer.alloc(10_000, "x"), claims: [idClaim(`${number}`)] }),
        { maxQueued: 1e6 },
      );

    const accepted: number[] = [];
    const refused: number[] = [];
    for (let number = 1; refused.length < 6; number += 2) {
      const pair = await Promise.allSettled([offer(number), offer(number + 1)]);
      for (const [at, { status }] of pair.entries())
        (status === "fulfilled" ? accepted : refused).push(number + at);
    }
    const [first = 0] = refused;
    await expect(offer(first)).rejects.toMatchObject({ code: "storage_unavailable" });
    const inMemory = ledger.waitingCount();
    rmSync(ballast);
    const retried = await offer(first);

    expect(accepted.length).toBeGreaterThan(5);
    expect(inMemory).toBe(accepted.length);
    expect(retried).toMatchObject({ kind: "accepted", deliveryId: deliveryId(first) });
    // Where folding the log in makes room for one more, it works in between.
    const told = faults.map((one) => one.replace(/^the disk is full.*/, "full")).join(" ");
    expect(told).toMatch(/^full recovered( full recovered)*$/);
    ledger.close();
    const again = temp.open();
    expect(again.waiting().map(({ id }) => id)).toEqual(
      [...accepted, first].map((number) => deliveryId(number)),
    );
    again.close();
  }, 30_000);

  it("undoes a change whole, and the next one works", async () => {
    const folder = tinyDisk() ?? "";
    const ledger = tempLedger(folder).open();
    await ledger.accept(aDelivery(1), { maxQueued: 10 });
    const ballast = path.join(folder, "ballast");
    fill(ballast);
    const report = { sink: "log", payload: "x".repeat(200_000) };

    expect(() => ledger.end(deliveryId(1), "success", null, [report])).toThrow(
      expect.objectContaining({ code: "storage_unavailable" }),
    );
    expect(ledger.delivery(deliveryId(1))?.state).toBe("queued");
    expect(ledger.waitingCount()).toBe(1);
    rmSync(ballast);
    ledger.end(deliveryId(1), "success", null, [report]);

    expect(ledger.reports(deliveryId(1))).toHaveLength(1);
    expect(ledger.waitingCount()).toBe(0);
    ledger.close();
  });
});

function fill(file: string): void {
  try {
    writeFileSync(file, Buffer.alloc(2_000_000));
  } catch {
    // That it does not fit is what is wanted.
  }
}
