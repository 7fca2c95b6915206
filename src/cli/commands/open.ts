import { openBrowser } from "../../agents/process/open-browser.ts";
import type { Command } from "../command.ts";
import { connectAdmin } from "../daemon/admin-client.ts";

/** `wakehook open`. */
export const open: Command = {
  options: [["--print", "only print the link; open no browser"]],
  details:
    "The link lets one browser in, once, within a minute; the browser stays in until the daemon stops,\nat most seven days, twelve hours without use.",
  examples: ["wakehook open", "wakehook open --print"],
  async run({ paths, out, environment, platform, clock }, input) {
    const admin = await connectAdmin(paths);
    const link = (await admin.post("/dashboard/link")) as { readonly url: string };
    out.result(link, () => [link.url]);
    if (input.flag("print") === true || out.json) return;
    const fault = await openBrowser({ clock, environment, platform }, link.url);
    if (fault !== null) out.notice(`${fault}; open the link above yourself`);
  },
};
