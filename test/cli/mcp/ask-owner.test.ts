import { describe, expect, it } from "vitest";
import {
  ASK_LIMITS,
  createAsking,
  type Elicit,
  type Elicited,
} from "../../../src/cli/mcp/ask-owner.ts";

const NEVER = new AbortController().signal;
const answering =
  (answer: Elicited): Elicit =>
  () =>
    Promise.resolve(answer);
const yes = answering({ action: "accept", content: { switch_on: true } });
const no = answering({ action: "decline" });
const ask = (elicit: Elicit, asking = createAsking()) => asking.ask(elicit, "?", NEVER);

describe("what an answer means", () => {
  it.each([
    ["yes", { action: "accept", content: { switch_on: true } }],
    ["no", { action: "accept", content: { switch_on: false } }],
    ["no", { action: "accept", content: { switch_on: "true" } }],
    ["no", { action: "accept" }],
    ["no", { action: "decline", content: { switch_on: true } }],
    ["dismissed", { action: "cancel", content: { switch_on: true } }],
  ] as const)("is %s for %j", async (meaning, answer) => {
    expect(await ask(answering(answer))).toBe(meaning);
  });

  it("is silent where the time is over or whoever asked has gone, and refused otherwise", async () => {
    const timeout: Elicit = () =>
      Promise.reject(Object.assign(new Error("late"), { code: -32_001 }));
    const gone = AbortSignal.abort();
    const broken: Elicit = () => Promise.reject(new Error("the form is broken"));

    expect(await ask(timeout)).toBe("silent");
    expect(await createAsking().ask(broken, "?", gone)).toBe("silent");
    await expect(ask(broken)).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining("the form is broken"),
    });
  });
});

describe("asking", () => {
  it("asks one question at a time", async () => {
    const asking = createAsking();
    const open = Promise.withResolvers<Elicited>();
    const first = ask(() => open.promise, asking);

    await expect(ask(yes, asking)).rejects.toThrow("already");
    open.resolve({ action: "decline" });
    expect(await first).toBe("no");
    expect(await ask(yes, asking)).toBe("yes");
  });

  it("asks nobody any more who did not agree several times, one after the other", async () => {
    const asking = createAsking();
    for (let times = 1; times < ASK_LIMITS.mostInVain; times += 1) await ask(no, asking);
    await ask(yes, asking);
    for (let times = 0; times < ASK_LIMITS.mostInVain; times += 1) await ask(no, asking);

    await expect(ask(yes, asking)).rejects.toMatchObject({ code: "refused" });
  });
});
