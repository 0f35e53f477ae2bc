import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CodedError } from '#shared/domain/index.ts';
import { defineRoute, type Route } from './route.ts';
import type { HubServices } from './services.ts';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

/** What a page may load: its own files and this hub's answers. ECharts and React set styles by the object model only. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A file that the build made: its name carries its content's hash. */
const assetName = z.object({ file: z.string().regex(/^[A-Za-z0-9_-][A-Za-z0-9_.-]*\.(js|css|svg)$/) });

/** Pages that the hub serves. Nobody needs a token for them: what they show comes from routes that want one. */
export function pageRoutes({ pages }: HubServices): Route[] {
  const read = async (...path: string[]) => {
    if (pages === undefined) throw new CodedError('not-found', 'This hub was built without pages.');
    return readFile(join(pages, ...path)).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
        throw new CodedError('not-found', 'There is nothing here.');
      }
      throw error;
    });
  };
  return [
    defineRoute({
      method: 'GET',
      url: '/board',
      summary: 'To the wallboard.',
      access: ['anyone'],
      answerType: 'text/html',
      handle: ({ reply }) => reply.redirect('/board/', 308),
    }),
    defineRoute({
      method: 'GET',
      url: '/board/',
      summary: 'The wallboard, a page for a screen in the hall.',
      access: ['anyone'],
      answerType: 'text/html',
      handle: async ({ reply }) => {
        const page = await read('wallboard.html');
        return reply
          .header('Content-Security-Policy', POLICY)
          .header('Referrer-Policy', 'no-referrer')
          .type(TYPES['html'] ?? '')
          .send(page);
      },
    }),
    defineRoute({
      method: 'GET',
      url: '/board/assets/:file',
      summary: 'A file of the wallboard.',
      access: ['anyone'],
      params: assetName,
      answerType: 'text/javascript',
      handle: async ({ params, reply }) => {
        const content = await read('assets', params.file);
        const type = TYPES[params.file.split('.').at(-1) ?? ''] ?? '';
        return reply.header('Cache-Control', 'public, max-age=31536000, immutable').type(type).send(content);
      },
    }),
  ];
}
