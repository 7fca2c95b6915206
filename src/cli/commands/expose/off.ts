import { withPath } from "../../../core/settings/dotted-path.ts";
import { changeConfig } from "../../../settings/edit/edit-config.ts";
import type { Command } from "../../command.ts";
import { connectAdmin } from "../../daemon/admin-client.ts";
import { findDaemon } from "../../daemon/running-daemon.ts";

/** `wakehook expose off`. */
export const exposeOff: Command = {
  details:
    "The program is ended, and its address is taken out of webhooks.public_base_url; one that you wrote stays.",
  examples: ["wakehook expose off"],
  async run({ paths, out }) {
    let was = false;
    await changeConfig(paths, (config) => {
      was = config["expose"] !== undefined;
      return withPath(config, ["expose"], undefined);
    });
    if (was && (await findDaemon(paths)) !== null)
      await (await connectAdmin(paths)).post("/reload");
    out.result({ exposed: false, changed: was }, () => [
      was ? "nothing is exposed any more" : "nothing was exposed",
    ]);
  },
};
