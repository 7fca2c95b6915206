import type { TokenList } from "../../../core/wire/answers/access-answers.ts";
import type { Told } from "../../../core/wire/answers/shapes.ts";
import type { Command } from "../../command.ts";
import { connectAdmin } from "../../daemon/admin-client.ts";
import { columns } from "../../terminal/columns.ts";
import { ago, dateAndTime } from "../../terminal/when.ts";

type Tokens = Told<typeof TokenList>;

/** `wakehook token list`. */
export const tokenList: Command = {
  details: "The owner's own token, the file admin.token in the home folder, is not among them.",
  examples: ["wakehook token list", "wakehook token list --json"],
  async run({ paths, out, clock }) {
    const admin = await connectAdmin(paths);
    const answer = (await admin.get("/tokens")) as Tokens;
    out.result(answer, () => columns(answer.tokens.map((token) => cells(token, clock.now()))));
    if (answer.tokens.length === 0)
      out.notice("there is none; make one: wakehook token create --help");
  },
};

function cells(token: Tokens["tokens"][number], now: number): string[] {
  const { id, name, scopes, expires_at: end, expired, last_used_at: used } = token;
  const expiry =
    end === null ? "never expires" : `${expired ? "expired" : "expires"} ${dateAndTime(end)}`;
  const last = used === null ? "never used" : `used ${ago(used, now)}`;
  return [id, name, expiry, last, scopes.join(",")];
}
