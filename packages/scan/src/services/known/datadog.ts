// Datadog's API.
import type { Service } from '../model.ts'

/** Datadog's API. */
export const datadog: Service = {
  name: 'datadog',
  hosts: [
    'api.datadoghq.com',
    'api.datadoghq.eu',
    'api.us3.datadoghq.com',
    'api.us5.datadoghq.com',
    'api.ap1.datadoghq.com',
    'api.ap2.datadoghq.com',
    'api.ddog-gov.com',
    'http-intake.logs.datadoghq.com',
    'http-intake.logs.datadoghq.eu',
  ],
  bases: ['/api/{v}'],
  calls: `
    GET /query metrics.query read
    POST /query/timeseries metrics.query read
    POST /query/scalar metrics.query read
    POST /logs/events/search logs.search read
    POST /logs/analytics/aggregate logs.search read
    POST /spans/events/search spans.search read
    POST /logs logs.send write
    POST /series metrics.send write
    POST /events events.create write
    POST /monitor monitors.create write
    PUT /monitor/{monitor} monitors.update write
    DELETE /monitor/{monitor} monitors.delete write
    POST /monitor/{monitor}/mute monitors.mute write
    POST /downtime downtimes.create write
    POST /dashboard dashboards.create write
    PUT|DELETE /dashboard/{dashboard} dashboards.change write
    POST|PATCH|DELETE /users/** users.change admin
    POST|PATCH|DELETE /roles/** roles.change admin
    POST|PATCH|PUT|DELETE /api_keys/** keys.change admin
    POST|PATCH|DELETE /application_keys/** keys.change admin
    POST|PATCH|DELETE /current_user/application_keys/** keys.change admin
    POST|PUT|DELETE /integration/** integrations.change admin
    POST|PATCH|DELETE /service_accounts/** users.change admin
  `,
}
