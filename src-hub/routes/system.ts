import { z } from 'zod';
import { HUB_PROTOCOL_VERSION, hubHealthSchema } from '#shared/hub-protocol/index.ts';
import { defineRoute, type Route } from './route.ts';
import type { HubServices } from './services.ts';

/** What programs that watch the hub ask. @param document the OpenAPI document of all routes */
export function systemRoutes(
  { storage, metrics, sealingKey }: HubServices,
  document: () => unknown,
): Route[] {
  return [
    defineRoute({
      method: 'GET',
      url: '/healthz',
      summary: 'The hub is up and its storage answers.',
      access: ['anyone'],
      answer: hubHealthSchema,
      handle: async () => {
        const epoch = await storage.read.feedEpoch();
        return { status: 'ok' as const, protocol: HUB_PROTOCOL_VERSION, epoch, sealingKey };
      },
    }),
    defineRoute({
      method: 'GET',
      url: '/metrics',
      summary: 'Figures for Prometheus.',
      access: ['metrics', 'administrator'],
      answerType: 'text/plain',
      handle: async ({ reply }) => reply.type(metrics.contentType).send(await metrics.text()),
    }),
    defineRoute({
      method: 'GET',
      url: '/openapi.json',
      summary: 'This document.',
      access: ['anyone'],
      answer: z.record(z.string(), z.unknown()),
      handle: () => document() as Record<string, unknown>,
    }),
  ];
}
