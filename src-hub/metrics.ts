import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Figures for Prometheus. Labels are route patterns, codes and kinds: never a seat, a person or an order. */
export interface HubMetrics {
  request(route: string, method: string, status: number, milliseconds: number): void;
  operation(kind: string, outcome: string): void;
  text(): Promise<string>;
  readonly contentType: string;
}

export function createMetrics(eventLines: () => number): HubMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'lianxinqiao_hub_request_seconds',
    help: 'How long answers took.',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    registers,
  });
  const operations = new Counter({
    name: 'lianxinqiao_hub_operations_total',
    help: 'Operations taken in, by kind and outcome.',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  new Gauge({
    name: 'lianxinqiao_hub_event_lines',
    help: 'Seats and pages that listen.',
    registers,
    collect() {
      this.set(eventLines());
    },
  });
  return {
    request: (route, method, status, milliseconds) =>
      requests.observe({ route, method, status: String(status) }, milliseconds / 1000),
    operation: (kind, outcome) => operations.inc({ kind, outcome }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
