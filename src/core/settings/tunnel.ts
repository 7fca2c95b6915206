// One entry of `tunnels` in config.json: a connection outward, by which events come in. One row of the table per kind.

import * as z from "zod";
import { HOOK_ID_PATTERN, type HookId } from "../records/ids.ts";
import { snakeObject } from "./snake-object.ts";

const meaning = (description: string) => ({ description });
const secret = (description: string) => ({ description, secret: true });

const common = {
  name: z
    .string()
    .regex(/^[a-z0-9-]{1,64}$/)
    .meta(meaning("what commands and `via` of its deliveries call it")),
  ca: z
    .string()
    .min(1)
    .optional()
    .meta(
      meaning(
        "a file of certificates in PEM that are believed beside those that every program believes; certificates are always checked",
      ),
    ),
};
const url = (description: string) =>
  z
    .url({ protocol: /^wss?$/, error: "must be wss://HOST (ws:// only to this machine)" })
    .meta(meaning(description));

/** What a kind of tunnel is, and what its entry holds. */
export const TUNNEL_KINDS = {
  relay: {
    meaning: "`wakehook relay` on a server of your own",
    fields: {
      ...common,
      url: url("the relay's address, as wss://relay.example.org"),
      key: z.string().min(1).meta(secret("what `wakehook relay key add` has printed at the relay")),
    },
  },
  openpr: {
    meaning: "an OpenPR control plane, which pushes tasks to an agent",
    fields: {
      ...common,
      url: url("the control plane's address"),
      agent_id: z.string().min(1).max(200).meta(meaning("the agent's id there")),
      auth_token: z.string().min(1).meta(secret("what the connection is opened with")),
      hmac_secret: z
        .string()
        .min(1)
        .optional()
        .meta(
          secret(
            "the key of each message's signature; with it none is taken unsigned, without it none is signed",
          ),
        ),
      hook: z
        .string()
        .regex(HOOK_ID_PATTERN, "must be the id of a hook")
        .transform((id) => id as HookId)
        .meta(meaning("the hook that takes its tasks")),
    },
  },
} as const satisfies Record<string, TunnelKindRow>;

interface TunnelKindRow {
  readonly meaning: string;
  readonly fields: z.ZodRawShape;
}

/** A kind of tunnel. */
export type TunnelKind = keyof typeof TUNNEL_KINDS;

function entry<Kind extends TunnelKind, Shape extends z.ZodRawShape>(kind: Kind, fields: Shape) {
  const named = { kind: z.literal(kind).meta(meaning(TUNNEL_KINDS[kind].meaning)) };
  return snakeObject<Shape & typeof named>({ ...fields, ...named });
}

/** One entry of `tunnels`. */
export const Tunnel = z.discriminatedUnion("kind", [
  entry("relay", TUNNEL_KINDS.relay.fields),
  entry("openpr", TUNNEL_KINDS.openpr.fields),
]);
/** One entry of `tunnels`. */
export type Tunnel = z.output<typeof Tunnel>;
/** A tunnel of one kind. */
export type TunnelOf<Kind extends TunnelKind> = Extract<Tunnel, { kind: Kind }>;

/** A tunnel as it is in force. */
export interface LoadedTunnel {
  /** Its secrets resolved: never printed. */
  readonly tunnel: Tunnel;
  /** What stands in the file `ca`; null: there is none. */
  readonly ca: string | null;
  /** Why it cannot be used; null: it can. */
  readonly problem: string | null;
  readonly secretValues: readonly string[];
}

/** What deliveries say that came by a tunnel, and what its sink is called. */
export function tunnelVia(name: string): `tunnel:${string}` {
  return `tunnel:${name}`;
}
