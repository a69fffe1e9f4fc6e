/** `wireTrace` of a job: its last requests to the application and the answers, while its settings ask for a trace. */
import type { TracedExchange } from '@drawbridge/engine';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { collection } from '../../http/envelope.ts';
import { described, many } from '../../http/openapi/route-description.ts';
import type { Services } from '../../services.ts';
import { base, findJob, write, type ByJob } from './job-request.ts';

const headers = z.record(z.string(), z.string());
export const exchangeShape = z.object({
  dateTime: z.string(),
  method: z.string(),
  url: z.string(),
  requestHeaders: headers,
  requestBody: z.string().nullable(),
  status: z.number().int().nullable(),
  responseHeaders: headers.nullable(),
  responseBody: z.string().nullable(),
  failure: z.string().nullable(),
  durationInMilliseconds: z.number(),
});

export const shownExchange = (exchange: TracedExchange): z.output<typeof exchangeShape> => ({
  dateTime: exchange.at.toISOString(),
  method: exchange.method,
  url: exchange.url,
  requestHeaders: { ...exchange.requestHeaders },
  requestBody: exchange.requestBody ?? null,
  status: exchange.status ?? null,
  responseHeaders: exchange.responseHeaders ? { ...exchange.responseHeaders } : null,
  responseBody: exchange.responseBody ?? null,
  failure: exchange.failure ?? null,
  durationInMilliseconds: Math.round(exchange.durationMs),
});

/** Personal data is in it, so whoever may only read the configuration may not read this. */
export function wireTraceRoutes(app: FastifyInstance, services: Services): void {
  const list = described(write, {
    summary: 'List the last requests of a job to its application, and the answers.',
    answer: many(exchangeShape),
  });
  app.get<ByJob>(`${base}/jobs/:jobId/wireTrace`, list, async (request) => {
    const job = await findJob(services, request.params);
    return collection(request, `servicePrincipals('${job.servicePrincipalId}')/synchronization/jobs/wireTrace`, {
      value: services.targets.traces.of(job.id).map(shownExchange),
    });
  });
}
