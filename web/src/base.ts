/** Where the page lies, ending in a slash: the service's paths are found from here, also below a proxy's path. */
export const base = new URL(".", location.href).href;
