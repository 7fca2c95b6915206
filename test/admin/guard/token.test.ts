import { execFile } from "node:child_process";
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ensureAdminToken, readAdminToken } from "../../../src/admin/guard/token.ts";
import { systemRandomness } from "../../../src/system/randomness.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "wakehook-token-"));
  file = path.join(folder, "admin.token");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ensure = () => ensureAdminToken(file, systemRandomness);

describe("ensureAdminToken", () => {
  it("makes a token that only the owner can read", async () => {
    const token = await ensure();

    expect(token).toMatch(/^[\w-]{43}$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["admin.token"]);
  });

  it("gives the same token at the next start", async () => {
    const token = await ensure();

    expect(await ensure()).toBe(token);
    expect(await readAdminToken(file)).toBe(token);
  });

  it("gives many callers at once the same token", async () => {
    const tokens = await Promise.all(Array.from({ length: 50 }, ensure));

    expect(new Set(tokens).size).toBe(1);
    expect(readdirSync(folder)).toEqual(["admin.token"]);
  });

  it("gives processes at once the same token", async () => {
    const source = path.resolve(import.meta.dirname, "../../../src");
    const script = `
      import { ensureAdminToken } from ${JSON.stringify(path.join(source, "admin/guard/token.ts"))};
      import { systemRandomness } from ${JSON.stringify(path.join(source, "system/randomness.ts"))};
      process.stdout.write(await ensureAdminToken(${JSON.stringify(file)}, systemRandomness));`;
    const start = () =>
      promisify(execFile)(process.execPath, ["--input-type=module-typescript", "-e", script]);

    const started = await Promise.all([start(), start(), start()]);

    expect(new Set(started.map(({ stdout }) => stdout)).size).toBe(1);
  });

  it("keeps a token that the owner chose", async () => {
    writeFileSync(file, `${"own-token-".repeat(4)}\n`, { mode: 0o600 });

    expect(await ensure()).toBe("own-token-".repeat(4));
  });

  it.each([0o640, 0o604, 0o644, 0o666])(
    "refuses a file of mode %o and says how to mend it",
    async (mode) => {
      const token = await ensure();
      chmodSync(file, mode);

      const error = await ensure().catch((thrown: unknown) => thrown);

      expect(error).toMatchObject({ code: "permissions_too_wide", hint: `chmod 600 '${file}'` });
      expect(String(error)).not.toContain(token);
    },
  );

  it.each([
    "",
    "short",
    "with a space ".repeat(4),
    "x".repeat(2000),
    `${"a".repeat(40)}\n${"b".repeat(40)}`,
  ])("refuses a file that holds %j", async (content) => {
    writeFileSync(file, content, { mode: 0o600 });

    await expect(ensure()).rejects.toMatchObject({ code: "home_unusable" });
  });

  it("refuses a link in the token's place", async () => {
    const elsewhere = path.join(folder, "elsewhere");
    writeFileSync(elsewhere, "e".repeat(43), { mode: 0o600 });
    symlinkSync(elsewhere, file);

    await expect(ensure()).rejects.toMatchObject({ code: "home_unusable" });
  });

  it("says so where the folder is missing", async () => {
    rmSync(folder, { recursive: true });

    await expect(ensure()).rejects.toMatchObject({ code: "home_unusable" });
  });
});

describe("readAdminToken", () => {
  it("says that there is none", async () => {
    await expect(readAdminToken(file)).rejects.toMatchObject({ code: "not_found" });
  });
});
