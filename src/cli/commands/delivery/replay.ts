import { WakehookError } from "../../../core/records/errors.ts";
import type { DeliveryId } from "../../../core/records/ids.ts";
import type { Command, CommandContext } from "../../command.ts";
import { connectAdmin } from "../../daemon/admin-client.ts";
import { neededArg } from "../../input.ts";
import { deliveryIdAt } from "../../records/find-record.ts";
import { readLedger } from "../../records/open-ledger.ts";
import { editBody } from "../../send/edit-body.ts";
import { withProgress } from "../../terminal/progress.ts";

/** `wakehook delivery replay`. */
export const deliveryReplay: Command = {
  args: [["<delivery>", "its id, or the beginning of it"]],
  options: [
    ["--edit", "change the body in $EDITOR first"],
    ["--read-only", "its run may change nothing, whatever the hook allows"],
  ],
  details:
    "Makes a new delivery of the same content.\nIt is your own word: it passes events, when, quiet hours, pauses, the budget and the approval; the hook as it is now decides the rest. The old delivery stays as it is.",
  examples: [
    "wakehook delivery replay dlv_01k9",
    "wakehook delivery replay dlv_01k9 --edit",
    "wakehook delivery replay dlv_01k9 --read-only",
  ],
  async run(context, input) {
    const { paths, out } = context;
    const typed = neededArg(input, 0, "the delivery's id");
    const admin = await connectAdmin(paths);
    const id = await deliveryIdAt(paths, typed);
    const edited = input.flag("edit") === true ? await editedBody(context, id) : null;
    const body = {
      ...(edited === null ? {} : { body_base64: edited.toString("base64") }),
      ...(input.flag("readOnly") === true ? { permission: "read_only" } : {}),
    };
    const answer = await withProgress(context, "waiting for the daemon", () =>
      admin.post(`/deliveries/${id}/replay`, body),
    );
    out.result(answer, () => {
      const made = (answer as { delivery_id?: unknown }).delivery_id;
      return [`${id} runs again as ${String(made)}`];
    });
    out.notice("watch it with: wakehook tail");
  },
};

async function editedBody({ paths, environment }: CommandContext, id: DeliveryId): Promise<Buffer> {
  const content = await readLedger(paths, (ledger) => ledger.content(id));
  const body = content?.body ?? null;
  if (body === null)
    throw new WakehookError("refused", `the body of ${id} is no longer kept`, {
      hint: "retention in config.json says how long bodies stay",
    });
  return editBody(environment, Buffer.from(body));
}
