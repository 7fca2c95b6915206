import { readFileSync, statSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { openWatermark, readWatermark } from "../../../src/ledger/guards/watermark.ts";
import { manualClock, tempFolder } from "../temp-ledger.ts";

const MARK = { databaseId: "ab".repeat(16), sequence: 3, changes: 1 };

function temporary() {
  const file = `${tempFolder()}/wakehook.watermark`;
  const clock = manualClock();
  return {
    file,
    clock,
    open: (mark = MARK) => openWatermark({ file, clock, log: undefined }, mark),
  };
}

it("tells the last note, also when nobody closed it", () => {
  const { file, open } = temporary();
  const watermark = open();
  expect(readWatermark(file)).toEqual({ kind: "read", ...MARK });

  for (let sequence = 4; sequence <= 9; sequence += 1) watermark.note({ sequence, changes: 1 });
  watermark.note({ sequence: 9, changes: 2 });

  expect(readWatermark(file)).toEqual({ kind: "read", ...MARK, sequence: 9, changes: 2 });
  watermark.close();
});

it.each([0, 512])("survives a note torn at byte %i", (slot) => {
  const { file, open } = temporary();
  const watermark = open();
  watermark.note({ sequence: 4, changes: 1 });
  watermark.note({ sequence: 5, changes: 1 });
  watermark.close();
  const bytes = readFileSync(file);
  bytes.fill(0, slot + 40, slot + 512);
  writeFileSync(file, bytes);

  const mark = readWatermark(file);

  expect(mark.kind).toBe("read");
  expect(mark.kind === "read" && mark.sequence).toBe(slot === 0 ? 5 : 4);
});

it("never grows and is for the owner only", () => {
  const { file, open } = temporary();
  const watermark = open();
  for (let sequence = 4; sequence < 100; sequence += 1)
    watermark.note({ sequence, changes: Number.MAX_SAFE_INTEGER });
  watermark.close();

  expect(statSync(file).size).toBe(1024);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

it("tells a missing file from one that cannot be read", () => {
  const { file } = temporary();
  expect(readWatermark(file)).toEqual({ kind: "absent" });
  writeFileSync(file, "nonsense");
  expect(readWatermark(file)).toEqual({ kind: "unreadable" });
});

it("syncs a while after a note, once, and goes on", () => {
  const { clock, file, open } = temporary();
  const watermark = open();
  watermark.note({ sequence: 4, changes: 1 });
  clock.advance(5000);
  watermark.note({ sequence: 5, changes: 1 });
  clock.advance(5000);
  watermark.close();
  expect(readWatermark(file)).toMatchObject({ sequence: 5 });
});
