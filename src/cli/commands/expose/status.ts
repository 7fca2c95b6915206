import { EXIT_CODES } from "../../../core/records/errors.ts";
import type { Command } from "../../command.ts";
import { exposeLines } from "../../expose/lines.ts";
import { askExpose } from "../../expose/read-expose.ts";
import { connectAdmin } from "../../daemon/admin-client.ts";

/** `wakehook expose status`. */
export const exposeStatus: Command = {
  details: "Exit code 6 where something needs you, 5 where nothing is to be exposed.",
  examples: ["wakehook expose status", "wakehook expose status --json"],
  async run({ paths, out, clock }) {
    const status = await askExpose(await connectAdmin(paths));
    out.result(status, () => exposeLines(status, clock.now()));
    if (status.program === null) return EXIT_CODES.not_found;
    return status.state === "refused" ? EXIT_CODES.refused : EXIT_CODES.done;
  },
};
