// `expose` in config.json: which program of the owner's makes the hook listener reachable from outside.

import * as z from "zod";
import { snakeObject } from "./snake-object.ts";

const meaning = (description: string) => ({ description });
const secret = (description: string) => ({ description, secret: true });

const domain = (description: string) =>
  z
    .string()
    .regex(/^(?=.{1,253}$)[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i, "must be a host name without https://")
    .meta(meaning(description));

/** What may stand in `expose` for each program. */
export const EXPOSE_PROGRAMS = {
  cloudflared: {
    meaning: "Cloudflare Tunnel: without further fields a new address at every start",
    fields: {
      tunnel: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, "must be the name or the id of a tunnel")
        .optional()
        .meta(meaning("a tunnel of yours, as `cloudflared tunnel create` has named it")),
      token: z
        .string()
        .min(1)
        .optional()
        .meta(secret("token of a tunnel that is managed in Cloudflare's dashboard")),
      domain: domain("the host name that leads to it; needed with tunnel and token").optional(),
    },
  },
  tailscale: {
    meaning: "Tailscale Funnel: an address that stays",
    fields: {
      https_port: z
        .literal([443, 8443, 10_000])
        .default(443)
        .meta(meaning("the port outside; Funnel allows 443, 8443 and 10000")),
    },
  },
  ngrok: {
    meaning: "ngrok: an account's own address that stays",
    fields: {
      domain: domain("a domain of your account; absent: the one that ngrok gives").optional(),
      token: z
        .string()
        .min(1)
        .optional()
        .meta(secret("authtoken; absent: the one that ngrok has in its own configuration")),
    },
  },
} as const satisfies Record<string, { readonly meaning: string; readonly fields: z.ZodRawShape }>;

/** A program that exposes. */
export type ExposeProgramName = keyof typeof EXPOSE_PROGRAMS;

function entry<Name extends ExposeProgramName, Shape extends z.ZodRawShape>(
  name: Name,
  fields: Shape,
) {
  const named = { program: z.literal(name).meta(meaning(EXPOSE_PROGRAMS[name].meaning)) };
  return snakeObject<Shape & typeof named>({ ...fields, ...named });
}

/** `expose` as it is read. */
export const Expose = z.discriminatedUnion("program", [
  entry("cloudflared", EXPOSE_PROGRAMS.cloudflared.fields),
  entry("tailscale", EXPOSE_PROGRAMS.tailscale.fields),
  entry("ngrok", EXPOSE_PROGRAMS.ngrok.fields),
]);
/** `expose` as it is read. */
export type Expose = z.output<typeof Expose>;
/** `expose` of one program. */
export type ExposeOf<Name extends ExposeProgramName> = Extract<Expose, { program: Name }>;

/** `expose` as it is in force. */
export interface LoadedExpose {
  /** Its token reads `(secret)`. */
  readonly expose: Expose;
  readonly token: string | null;
  /** Why it cannot be used; null: it can. */
  readonly problem: string | null;
}
