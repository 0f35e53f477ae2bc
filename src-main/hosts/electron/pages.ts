import { readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { protocol } from 'electron';

/** The two pages, and who they are. */
export type PageRole = 'ui' | 'media';
export const PAGE_ADDRESSES: Readonly<Record<PageRole, string>> = {
  ui: 'seat://app/index.html',
  media: 'seat://app/media.html',
};

const SCHEME = 'seat';
const HOST = 'app';

/** Only our own files, no inline code or style, no frames, no other address. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "media-src 'self' blob:",
  "worker-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'Permissions-Policy': 'microphone=(self), camera=(), geolocation=(), display-capture=(), usb=(), serial=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wav': 'audio/wav',
};

/** Makes `seat:` an origin like `https:`: storage, secure context, relative addresses. Only before the app is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves a folder as `seat://app/…`, and nothing outside it. */
export function servePages(directory: string): void {
  protocol.handle(SCHEME, async (request) => {
    const file = request.method === 'GET' ? fileOf(request.url, directory) : undefined;
    const body = file === undefined ? undefined : await readIfThere(file);
    if (file === undefined || body === undefined)
      return new Response(null, { status: 404, headers: HEADERS });
    const type = CONTENT_TYPES[extname(file)] ?? 'application/octet-stream';
    return new Response(new Uint8Array(body), { headers: { ...HEADERS, 'Content-Type': type } });
  });
}

/** The file of an address, or undefined when the address is not ours or leads out of the folder. */
function fileOf(address: string, directory: string): string | undefined {
  const url = parseAddress(address);
  if (url === undefined) return undefined;
  try {
    const file = join(directory, decodeURIComponent(url.pathname));
    return file.startsWith(directory + sep) && !file.includes('\0') ? file : undefined;
  } catch (error) {
    if (error instanceof URIError) return undefined; // a malformed escape is no address of ours
    throw error;
  }
}

async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** The address, if it is one of `seat://app`. */
function parseAddress(address: string): URL | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url?.protocol === `${SCHEME}:` && url.host === HOST ? url : undefined;
}

/** Whether an address is that page, whatever its query or fragment. */
export function isPage(address: string, role: PageRole): boolean {
  return parseAddress(address)?.pathname === new URL(PAGE_ADDRESSES[role]).pathname;
}

/** Whether an origin, as Chromium writes it, is ours. */
export function isOurOrigin(origin: string): boolean {
  return parseAddress(origin) !== undefined;
}
