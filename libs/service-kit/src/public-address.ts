const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * What links to a Comune begin with, without a slash at the end: the first of its host names under the scheme and port of
 * `PUBLIC_URL`, else `PUBLIC_URL` itself. On this machine alone (`PUBLIC_URL` is a loopback address) host names of a
 * Comune lead nowhere, so that `PUBLIC_URL` stays.
 */
export function publicAddress(publicUrl: string, municipality: { readonly hosts: readonly string[] }): string {
  const url = new URL(publicUrl);
  const [host] = municipality.hosts;
  if (host === undefined || LOOPBACK.test(url.hostname)) return publicUrl.replace(/\/+$/, '');
  return `${url.protocol}//${host}${url.port === '' ? '' : `:${url.port}`}`;
}
