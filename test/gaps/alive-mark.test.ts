import { existsSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openAliveMark } from "../../src/gaps/alive-mark.ts";

function aFile(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "wakehook-alive-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, "daemon.alive");
}

describe("the mark of being alive", () => {
  it("says nothing where there never was a daemon", () => {
    const file = aFile();
    expect(openAliveMark(file).read()).toBeNull();
    expect(existsSync(file)).toBe(false);
  });

  it("says when the last daemon was alive, or was stopped", () => {
    const file = aFile();
    const mark = openAliveMark(file);
    mark.touch(1_763_756_000_000.7);
    expect(openAliveMark(file).read()).toEqual({ stopped: false, at: 1_763_756_000_000 });
    mark.stopped(1_763_756_111_000);
    expect(openAliveMark(file).read()).toEqual({ stopped: true, at: 1_763_756_111_000 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it.each([
    ["nothing", ""],
    ["zeros of a power cut", "\0\0\0\0\0\0"],
    ["half of its line", "alive 17637"],
    ["words of somebody else", "hello\n"],
  ])("takes the time of the writing where it holds %s", (_, text) => {
    const file = aFile();
    writeFileSync(file, text);
    utimesSync(file, 1_763_756_000, 1_763_756_000);
    expect(openAliveMark(file).read()).toEqual({ stopped: false, at: 1_763_756_000_000 });
  });
});
