import type { Tool } from "../tool.ts";
import { examine } from "../../doctor/examine.ts";
import { listedRecord, record, type Fields } from "../record-text.ts";

/** `status`. */
export const status: Tool = {
  title: "Status of wakehook",
  meaning:
    "How the daemon is: version, counts, pauses, features that are on, problems of settings.",
  effect: "looks",
  parameters: {},
  async run({ connect }) {
    const { pauses, ...rest } = record(await (await connect()).get("/status"));
    const list = pauses as readonly Fields[];
    // A pause names what it holds back, which may be an entity of a sender.
    const text = list.map((pause) => JSON.stringify(listedRecord(pause))).join("\n");
    return {
      words: [list.length === 0 ? "Nothing is paused." : `${list.length} pauses hold work back.`],
      facts: listedRecord(rest),
      outside: list.length === 0 ? [] : [{ label: "What is paused", text }],
    };
  },
};

/** `doctor`. */
export const doctor: Tool = {
  title: "Doctor",
  meaning:
    "Looks for what keeps wakehook from working: settings, database, disk, listener, agent programs, chats. Changes nothing.",
  effect: "looks",
  parameters: {},
  async run({ context, connect, isScoped }) {
    // It looks at the files themselves: whoever may not read the daemon's state over the API may not here either.
    if (isScoped) await (await connect()).get("/status");
    const findings = await examine(context, false);
    const bad = findings.filter(({ level }) => level === "error" || level === "warning");
    const fine = findings.length - bad.length;
    return {
      words: [
        bad.length === 0
          ? `Nothing is wrong: ${fine} checks.`
          : `${bad.length} findings need care, ${fine} checks are well.`,
      ],
      // A finding may name what a sender wrote: an entity that is paused, an answer of a chat.
      outside: bad.map(({ check, level, message, hint }) => ({
        label: `${level}: ${check}`,
        text: hint === undefined ? message : `${message}\n${hint}`,
      })),
    };
  },
};
