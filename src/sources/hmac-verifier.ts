import type { VerifierDescription } from "../core/settings/verifier.ts";

interface HmacRow extends Pick<VerifierDescription, "syntax" | "timestamp" | "key"> {
  /** The header with the signature. */
  readonly header: string;
  readonly algorithm?: "sha1" | "sha256" | "sha512";
  readonly encoding?: "hex" | "base64" | "base64url";
  readonly content?: VerifierDescription["content"];
}

/** HMAC-SHA256 in hex over the body by the secret's UTF-8 bytes, unless the row says otherwise. */
export function hmacVerifier(row: HmacRow): VerifierDescription {
  const { header, ...rest } = row;
  return {
    kind: "hmac",
    algorithm: "sha256",
    signature: [{ header }],
    encoding: "hex",
    content: ["body"],
    key: "utf8",
    ...rest,
  };
}
