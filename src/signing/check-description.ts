// A verifier's description is checked before it verifies anything: what makes no sense refuses every request.

import type { VerifierDescription } from "../core/settings/verifier.ts";
import { isDigest, type DigestAlgorithm, type PublicKeyAlgorithm } from "./algorithms.ts";
import type { TextEncoding } from "./decode.ts";
import type { JwtDescription } from "./jwt.ts";

type Required = "signature" | "algorithm" | "encoding" | "content";

/** A description of a signature that makes sense. */
export type SignatureDescription = VerifierDescription & {
  readonly encoding: TextEncoding;
} & {
  readonly [Field in Exclude<Required, "encoding">]: NonNullable<VerifierDescription[Field]>;
} & (
    | { readonly kind: "hmac" | "hash"; readonly algorithm: DigestAlgorithm }
    | { readonly kind: "public_key"; readonly algorithm: PublicKeyAlgorithm }
  );

/** A description of a credential that is sent as it is. */
export type StaticDescription = VerifierDescription & {
  readonly kind: "static";
  readonly signature: NonNullable<VerifierDescription["signature"]>;
};

/** A description that names a scheme of its own. */
export type SchemeDescription = VerifierDescription & {
  readonly scheme: NonNullable<VerifierDescription["scheme"]>;
};

const TEXT_KEYS = new Set(["utf8", "base64", "hex", "whsec"]);
const checked = new WeakMap<VerifierDescription, string | null>();

/** What is wrong with a description, in words for its owner; null when it makes sense. */
export function descriptionProblem(description: VerifierDescription): string | null {
  const known = checked.get(description);
  if (known !== undefined) return known;
  const problem = findProblem(description);
  checked.set(description, problem);
  return problem;
}

/** Tells whether a description is one of a signature; only for one without a problem. */
export function isSignature(description: VerifierDescription): description is SignatureDescription {
  const { kind } = description;
  return kind === "hmac" || kind === "hash" || kind === "public_key";
}

/** Tells whether a description is one of a signed token; only for one without a problem. */
export function isJwt(description: VerifierDescription): description is JwtDescription {
  return description.kind === "jwt";
}

/** Tells whether a description names a scheme of its own; only for one without a problem. */
export function isScheme(description: VerifierDescription): description is SchemeDescription {
  return description.kind === "scheme";
}

/** Tells whether a description is one of a static credential; only for one without a problem. */
export function isStatic(description: VerifierDescription): description is StaticDescription {
  return description.kind === "static" && description.signature !== undefined;
}

function findProblem(description: VerifierDescription): string | null {
  if (description.kind === "none")
    return 'kind "none" proves nothing, so every request is refused; kind "static" with a query parameter takes a secret in the URL';
  if (description.kind === "scheme") return schemeProblem(description);
  if (description.scheme !== undefined) return 'scheme has a meaning with kind "scheme" only';
  if (description.signature === undefined) return "signature is missing: where does it stand?";
  if (description.kind === "jwt") return jwtProblem(description);
  if (description.jwt !== undefined) return 'jwt has a meaning with kind "jwt" only';
  if (description.kind === "static") return staticProblem(description);
  return (
    missingField(description) ??
    algorithmProblem(description) ??
    syntaxProblem(description.syntax ?? {}) ??
    contentProblem(description) ??
    timestampProblem(description)
  );
}

function schemeProblem(description: VerifierDescription): string | null {
  if (description.scheme === undefined) return "scheme is missing";
  const { kind: _kind, scheme: _scheme, ...rest } = description;
  const extra = Object.entries(rest).find(([, value]) => value !== undefined);
  return extra === undefined ? null : `${extra[0]} has no meaning with kind "scheme"`;
}

function jwtProblem({ jwt, key, credential, ...rest }: VerifierDescription): string | null {
  if (jwt === undefined) return "jwt is missing";
  const extra = (["algorithm", "content", "encoding", "syntax", "timestamp"] as const).find(
    (field) => rest[field] !== undefined,
  );
  if (extra !== undefined) return `${extra} has no meaning with kind "jwt"`;
  if (credential !== undefined && credential !== "plain" && credential !== "bearer")
    return 'kind "jwt" takes credential "plain" or "bearer"';
  const isText = jwt.algorithm.startsWith("HS");
  if (isText && jwt.claimsFromSecret !== undefined)
    return `the secret of ${jwt.algorithm} is a text and holds no claims`;
  if (isText ? TEXT_KEYS.has(key ?? "utf8") : key === undefined) return null;
  return `key "${key}" is none of algorithm ${jwt.algorithm}`;
}

function staticProblem(description: VerifierDescription): string | null {
  const extra = (["algorithm", "content", "encoding", "syntax", "timestamp"] as const).find(
    (field) => description[field] !== undefined,
  );
  if (extra !== undefined) return `${extra} has no meaning with kind "static"`;
  if ((description.key ?? "utf8") !== "utf8") return 'kind "static" takes key "utf8" only';
  if (description.credential !== "every_item") return null;
  const lists = description.signature?.every(
    (source) =>
      "json" in source && source.json.split(".").filter((part) => part === "*").length === 1,
  );
  return lists === true ? null : 'credential "every_item" needs a body path with one *';
}

function missingField(description: VerifierDescription): string | null {
  const missing = (["algorithm", "encoding", "content"] as const).find(
    (field) => description[field] === undefined,
  );
  if (missing !== undefined) return `${missing} is missing`;
  return description.credential === undefined
    ? null
    : 'credential has a meaning with kind "static" only';
}

function algorithmProblem({ kind, algorithm, key = "utf8" }: VerifierDescription): string | null {
  if (algorithm === undefined) return "algorithm is missing";
  const wantsDigest = kind !== "public_key";
  if (isDigest(algorithm) !== wantsDigest)
    return `algorithm ${algorithm} is none of kind "${kind}"`;
  if (TEXT_KEYS.has(key) !== wantsDigest) return `key "${key}" is none of kind "${kind}"`;
  const wantsEd25519 = key === "whpk" || key.startsWith("ed25519-");
  if (wantsEd25519 && algorithm !== "ed25519") return `key "${key}" goes with algorithm ed25519`;
  return null;
}

function syntaxProblem(syntax: NonNullable<VerifierDescription["syntax"]>): string | null {
  if ((syntax.key === undefined) !== (syntax.keySeparator === undefined))
    return "syntax.key and syntax.key_separator go together";
  return null;
}

function contentProblem({ kind, content = [] }: VerifierDescription): string | null {
  if (kind === "hash" && !content.includes("secret"))
    return 'kind "hash" proves nothing unless "secret" is part of content';
  if (kind === "public_key" && content.includes("secret"))
    return 'a public key is no secret: "secret" cannot be part of content';
  const covers = content.some(
    (part) => part === "body" || (typeof part === "object" && !("literal" in part)),
  );
  return covers ? null : "content covers nothing that the sender chose: it needs at least the body";
}

function timestampProblem({ timestamp, content = [], syntax }: VerifierDescription): string | null {
  const isSigned = content.includes("timestamp");
  if (timestamp === undefined)
    return isSigned ? "content has a timestamp, but timestamp is missing" : null;
  if ("sigField" in timestamp.from && syntax?.keySeparator === undefined)
    return "timestamp.from.sig_field needs syntax.key_separator";
  // A body field is covered by the body's own signature; any other time could be forged.
  if (isSigned || ("json" in timestamp.from && content.includes("body"))) return null;
  return "the timestamp is not part of content, so anyone could change it";
}
