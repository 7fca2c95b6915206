// In: how a connection ended. Out: words for its owner, and whether another try soon is of use.

import type { EndVerdict, LineEnd } from "./dialect.ts";

/** What Node calls certificates that nobody vouches for. */
const UNKNOWN_ISSUER: ReadonlySet<string> = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
]);

/** What holds for every kind of tunnel. */
export function judgeEnd(end: LineEnd, host: string): EndVerdict {
  if (end.kind === "refused") return judgeStatus(end.status, host);
  if (end.kind === "unreachable") return judgeNetwork(end, host);
  if (end.kind === "dead")
    return soon(`nothing came from ${host} for a minute; it is connected anew`);
  const words = end.reason === "" ? "" : `: ${end.reason}`;
  return soon(`${host} closed the connection (${String(end.code)})${words}`);
}

function judgeStatus(status: number, host: string): EndVerdict {
  if (status === 401 || status === 403)
    return slowly(`${host} does not know the key (${String(status)})`);
  if (status === 404 || status === 400 || status === 426)
    return slowly(
      `${host} is reached, and takes no tunnel there (${String(status)}); is its url right, and does the proxy before it pass WebSockets on?`,
    );
  return soon(`${host} answered ${String(status)}; it is tried again`);
}

function judgeNetwork(
  { code, message }: Extract<LineEnd, { kind: "unreachable" }>,
  host: string,
): EndVerdict {
  if (code === "ECONNREFUSED") return soon(`nothing listens at ${host}; does it run there?`);
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return soon(`the name ${host} leads nowhere; is this machine online, and the url right?`);
  if (UNKNOWN_ISSUER.has(code))
    return slowly(
      `the certificate of ${host} is by nobody that is believed here (${code}); where it is your own: set ca to the file of its issuer`,
    );
  if (code === "CERT_HAS_EXPIRED") return slowly(`the certificate of ${host} has expired`);
  if (code === "CERT_NOT_YET_VALID")
    return slowly(
      `the certificate of ${host} is not valid yet; is the clock of this machine right?`,
    );
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return slowly(`the certificate of ${host} is for another name`);
  return soon(`${host} cannot be reached: ${message}`);
}

function soon(detail: string): EndVerdict {
  return { detail, retry: "soon" };
}

function slowly(detail: string): EndVerdict {
  return { detail, retry: "slowly" };
}
