import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runPart, undoPartsAtWork } from "../../torture/context.ts";
import type { Part, TortureContext } from "../../torture/part.ts";

function aPart(run: (context: TortureContext) => Promise<void>): Part {
  return {
    name: "test",
    title: "a part",
    async run(context) {
      await run(context);
      return [];
    },
  };
}

const quiet = (): void => {};

describe("runPart", () => {
  it("undoes the last thing first, and removes the part's folders", async () => {
    const order: string[] = [];
    let folder = "";
    const part = aPart(async (context) => {
      folder = await context.folder();
      context.after(() => order.push("first"));
      context.after(() => order.push(existsSync(folder) ? "last, folder there" : "last"));
    });

    await runPart(part, "short", quiet);

    expect(order).toEqual(["last, folder there", "first"]);
    expect(existsSync(folder)).toBe(false);
  });

  it("undoes all of it where the part throws, or an undo does", async () => {
    const order: string[] = [];
    const part = aPart((context) => {
      context.after(() => order.push("first"));
      context.after(() => Promise.reject(new Error("left behind")));
      return Promise.resolve();
    });

    await expect(runPart(part, "short", quiet)).rejects.toThrow("left behind");

    expect(order).toEqual(["first"]);
  });

  it("says why the part broke, also where something cannot be undone then", async () => {
    const said: string[] = [];
    const part = aPart((context) => {
      context.after(() => Promise.reject(new Error("left behind")));
      return Promise.reject(new Error("the cause"));
    });

    await expect(runPart(part, "short", (line) => said.push(line))).rejects.toThrow("the cause");

    expect(said).toEqual(["NOT UNDONE Error: left behind"]);
  });

  it("says which promises were broken where something cannot be undone after it", async () => {
    const said: string[] = [];
    const row = { fault: "a kill", times: 1, promised: "nothing is left", seen: "process 7" };
    const part: Part = {
      name: "test",
      title: "a part",
      run(context) {
        context.after(() => Promise.reject(new Error("left behind")));
        return Promise.resolve([
          { ...row, kept: false },
          { ...row, kept: true },
        ]);
      },
    };

    await expect(runPart(part, "short", (line) => said.push(line))).rejects.toThrow("left behind");

    expect(said).toEqual(["BROKEN a kill: process 7"]);
  });

  it("says what was not tried, and keeps it for the table", async () => {
    const said: string[] = [];

    const { skipped } = await runPart(
      aPart((context) => {
        context.skip("mounts", "not root");
        return Promise.resolve();
      }),
      "short",
      (line) => said.push(line),
    );

    expect(skipped).toEqual(["mounts: not root"]);
    expect(said).toEqual(["NOT TRIED mounts: not root"]);
  });

  it("can be broken off: what was done is undone, what comes later at once", async () => {
    const order: string[] = [];
    const brokenOff = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const running = runPart(
      aPart(async (context) => {
        context.after(() => order.push("early"));
        begun.resolve();
        await brokenOff.promise;
        context.after(() => order.push("late"));
      }),
      "short",
      quiet,
    );
    await begun.promise;

    await undoPartsAtWork();

    expect(order).toEqual(["early"]);
    brokenOff.resolve();
    await running;
    expect(order).toEqual(["early", "late"]);
  });
});
