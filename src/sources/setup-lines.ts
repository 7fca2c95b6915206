// Lines for `hook add`: what to paste where. `{url}` and `{secret}` are filled in when they are printed.

/** For senders that take a secret that wakehook made. `where`: the place in the sender's settings. */
export function pasteSecret(where: string, ...more: readonly string[]): string[] {
  return [where, "  URL:     {url}", "  Secret:  {secret}", ...more];
}

/** For senders that make the secret themselves. `secret`: what they call it. */
export function copySecret(where: string, secret: string, ...more: readonly string[]): string[] {
  return [
    where,
    "  URL:     {url}",
    `Then copy the ${secret} into the hook's \`secret\`.`,
    ...more,
  ];
}
