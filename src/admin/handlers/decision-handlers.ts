// The routes by which the owner decides about deliveries: again, not at all, go on, with which rights.

import type { Delivery } from "../../core/records/delivery.ts";
import { mediaTypeOf, parsePayload } from "../../core/events/payload.ts";
import { PERMISSIONS, type Permission } from "../../core/settings/providers.ts";
import { PLAIN_STATUSES, type HeldStatus } from "../../core/records/status.ts";
import { refusal, type AdminRefusal, type Answers } from "../answer.ts";
import { decodeBase64, largestEnvelope } from "./base64-body.ts";
import { readJsonObject } from "../body.ts";
import type { AdminDeps } from "../deps.ts";
import { findDelivery } from "./find-delivery.ts";
import type { Handlers } from "../handler.ts";
import { ADMIN_ROUTES } from "../routes/routes.ts";

const SMALL_BODY_BYTES = 1024;
/** What `releaseAll` may be told; an approval is given one by one. */
const RELEASED = Object.keys(PLAIN_STATUSES).filter(
  (status): status is HeldStatus => status.startsWith("held:") && status !== "held:approval",
);

/** The handlers of the routes by which the owner decides. */
export function createDecisionHandlers(
  deps: AdminDeps,
  answers: Answers,
): Handlers<
  "replayDelivery" | "discardDelivery" | "releaseDelivery" | "releaseAll" | "approveDelivery"
> {
  const { ledger, dispatcher } = deps;

  return {
    async replayDelivery({ id, request }) {
      const delivery = findDelivery(ledger, id);
      if ("ok" in delivery) return delivery;
      const body = await editedBody(deps, delivery, request);
      if (body !== undefined && "ok" in body) return body;
      if (ledger.content(delivery.id)?.body == null)
        return refusal(
          "refused",
          `the content of ${id} was emptied by retention`,
          "only deliveries with their content can be replayed; see retention in config.json",
        );
      const replay = await dispatcher.replay(delivery.id, body?.bytes);
      return answers.json({ accepted: true, delivery_id: replay, replay_of: delivery.id }, 202);
    },
    discardDelivery({ id }) {
      const delivery = findDelivery(ledger, id);
      if ("ok" in delivery) return delivery;
      if (delivery.state !== "queued" && delivery.state !== "held")
        return refusal(
          "refused",
          `${id} does not wait: it is ${delivery.state}`,
          delivery.state === "running" ? "stop its run instead" : undefined,
        );
      dispatcher.discard(delivery.id);
      return answers.json({ discarded: true, delivery_id: delivery.id });
    },
    async releaseDelivery({ id }) {
      const delivery = findDelivery(ledger, id);
      if ("ok" in delivery) return delivery;
      if (delivery.state !== "held")
        return refusal("refused", `${id} is not held: it is ${delivery.state}`);
      await dispatcher.release(delivery.id);
      return answers.json({ released: true, delivery_id: delivery.id });
    },
    async releaseAll({ request }) {
      const status = await chosen(deps, request, { name: "status", words: RELEASED });
      if (typeof status === "object" && status !== null) return status;
      return answers.json({ released: await dispatcher.releaseAll(status ?? undefined) });
    },
    async approveDelivery({ id, request }) {
      const delivery = findDelivery(ledger, id);
      if ("ok" in delivery) return delivery;
      const words = Object.keys(PERMISSIONS) as Permission[];
      const permission = await chosen(deps, request, { name: "permission", words });
      if (typeof permission === "object" && permission !== null) return permission;
      dispatcher.approve(delivery.id, permission);
      return answers.json({ approved: true, delivery_id: delivery.id, permission });
    },
  };
}

/** The one field that a body may have, one of some words; null where it is not given. */
async function chosen<Word extends string>(
  { clock }: Pick<AdminDeps, "clock">,
  request: Request,
  { name, words }: { readonly name: string; readonly words: readonly Word[] },
): Promise<Word | null | AdminRefusal> {
  const bounds = { fields: [name], maxBytes: SMALL_BODY_BYTES };
  const read = await readJsonObject(clock, request, bounds);
  if (!read.ok) return read;
  const given = read.value[name] ?? null;
  const word = words.find((one) => one === given);
  if (given === null || word !== undefined) return word ?? null;
  const shown = JSON.stringify(given).slice(0, 80);
  return refusal("usage", `${name} cannot be ${shown}`, `${name} takes ${words.join(", ")}`);
}

/** The body that is to take the old one's place, as its sender could have sent it; undefined: the old one. */
async function editedBody(
  deps: Pick<AdminDeps, "clock" | "settings" | "findSource">,
  { source, contentType }: Delivery,
  request: Request,
): Promise<{ readonly bytes: Uint8Array } | AdminRefusal | undefined> {
  const fields = Object.keys(ADMIN_ROUTES.replayDelivery.body);
  const maxBytes = largestEnvelope(deps.settings());
  const read = await readJsonObject(deps.clock, request, { fields, maxBytes });
  if (!read.ok) return read;
  const given = read.value["body_base64"];
  if (given === undefined) return undefined;
  const bytes = decodeBase64(given);
  if (bytes === null) return refusal("usage", "body_base64 is not base64 with its padding");
  const shapes = deps.findSource(source)?.bodyShapes ?? ["object"];
  const parsed = parsePayload(shapes, mediaTypeOf(contentType), bytes);
  return parsed.ok ? { bytes } : refusal("usage", `no such body can be run: ${parsed.reason}`);
}
