const CODE = /^#(GO-[0-9A-Z]{60,400})$/;

/** The code of a link that goes on with an application begun elsewhere, once: it is out of the address then. */
export function takeCarriedCode(): string | undefined {
  const code = CODE.exec(location.hash)?.[1];
  if (code !== undefined) history.replaceState(null, '', location.pathname + location.search);
  return code;
}
