// Who stands before a listener: the same words for the daemon's and the relay's.

import * as z from "zod";
import { parseNetwork } from "../outbound/address-range.ts";
import { meaning } from "./field-marks.ts";

/** Whose word about the sender's address is believed, and where it stands. */
export const PROXY_FIELDS = {
  trusted_proxies: z
    .array(
      z
        .string()
        .refine(
          (entry) => parseNetwork(entry) !== null,
          "must be an address or a network as 10.0.0.0/8",
        ),
    )
    .default([])
    .meta(
      meaning(
        "your own proxies, as addresses and networks: only theirs is client_ip_header believed",
      ),
    ),
  client_ip_header: z
    .string()
    .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, "must be the name of a header")
    .default("X-Forwarded-For")
    .meta(meaning("header in which trusted_proxies name the sender's address")),
} as const;
