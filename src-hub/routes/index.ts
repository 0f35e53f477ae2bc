import { administrationRoutes } from './administration.ts';
import { calendarRoutes } from './calendar.ts';
import { callerRoutes } from './callers.ts';
import { connectorRoutes } from './connectors.ts';
import { feedRoutes } from './feeds.ts';
import { hallRoutes } from './hall.ts';
import { open311Routes } from './open311.ts';
import { openApiOf } from './openapi.ts';
import { operationRoutes } from './operations.ts';
import { orderRoutes } from './orders.ts';
import { pageRoutes } from './pages.ts';
import { peopleRoutes } from './people.ts';
import type { Route } from './route.ts';
import type { HubServices } from './services.ts';
import { systemRoutes } from './system.ts';
import { tableRoutes } from './tables.ts';
import { unitPageRoutes } from './unit-pages.ts';

export { openApiOf } from './openapi.ts';
export * from './route.ts';
export type { HubServices } from './services.ts';

/** Every route of the hub. An area's routes stand in a file beside this one and join here. */
export function createRoutes(services: HubServices): readonly Route[] {
  const routes: Route[] = [
    ...operationRoutes(services),
    ...feedRoutes(services),
    ...peopleRoutes(services),
    ...orderRoutes(services),
    ...callerRoutes(services),
    ...unitPageRoutes(services),
    ...hallRoutes(services),
    ...open311Routes(services),
    ...connectorRoutes(services),
    ...tableRoutes(services),
    ...calendarRoutes(services),
    ...administrationRoutes(services),
    ...pageRoutes(services),
    ...systemRoutes(services, () => document()),
  ];
  let made: Record<string, unknown> | undefined;
  const document = () => {
    made ??= openApiOf(routes);
    return made;
  };
  return routes;
}
