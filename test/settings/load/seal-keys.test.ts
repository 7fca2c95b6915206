import { chmod, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import {
  changeSealKey,
  ensureSealKeys,
  readSealKeys,
} from "../../../src/settings/load/seal-keys.ts";
import { systemRandomness } from "../../../src/system/randomness.ts";
import { tempFolder } from "../../ledger/temp-ledger.ts";

const newFile = () => path.join(tempFolder(), "subscriptions.key");
const ids = async (file: string) => (await readSealKeys(file)).map(({ id }) => id);

it("is made once, for its owner alone", async () => {
  const file = newFile();
  expect(await readSealKeys(file)).toEqual([]);
  const [first, second] = await Promise.all([
    ensureSealKeys(file, systemRandomness),
    ensureSealKeys(file, systemRandomness),
  ]);

  expect(second).toEqual(first);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await chmod(file, 0o644);
  await expect(readSealKeys(file)).rejects.toMatchObject({ code: "permissions_too_wide" });
});

it("keeps the old key until all is sealed anew, also where that is cut off", async () => {
  const file = newFile();
  const [old] = await ensureSealKeys(file, systemRandomness);
  const cut = changeSealKey(file, systemRandomness, () => Promise.reject(new Error("cut off")));
  await expect(cut).rejects.toThrow("cut off");

  const left = await ids(file);
  expect(left).toHaveLength(2);
  expect(left[1]).toBe(old?.id);

  await changeSealKey(file, systemRandomness, (keys) => {
    // Whatever was sealed before, with either key, still opens.
    expect(keys.slice(1).map(({ id }) => id)).toEqual(left);
    return Promise.resolve();
  });
  const after = await ids(file);
  expect(after).toHaveLength(1);
  expect(left).not.toContain(after[0]);
  expect((await readFile(file, "utf8")).trim()).toHaveLength(43);
});
