import * as z from "zod";

/** The address of an API, as an owner writes it: nothing in it that would be sent along with every request. */
export const BaseUrl = z.url({ protocol: /^https?$/ }).refine((written) => {
  // Asked of what is no URL too; that is said already.
  if (!URL.canParse(written)) return true;
  const { username, password, hash, search } = new URL(written);
  return username === "" && password === "" && hash === "" && search === "";
}, "must hold no user, password, query or fragment");
