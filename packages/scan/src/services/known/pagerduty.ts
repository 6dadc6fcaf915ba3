// PagerDuty's REST and events API.
import type { Service } from '../model.ts'

/** PagerDuty's REST and events API. */
export const pagerduty: Service = {
  name: 'pagerduty',
  hosts: ['api.pagerduty.com', 'api.eu.pagerduty.com', 'events.pagerduty.com', 'events.eu.pagerduty.com'],
  calls: `
    GET /incidents/** incidents.get read
    POST /incidents incidents.create write
    PUT /incidents incidents.update write
    PUT /incidents/{incident} incidents.update write
    PUT /incidents/{incident}/merge incidents.merge write
    POST /incidents/{incident}/notes notes.create write
    POST /incidents/{incident}/snooze incidents.snooze write
    POST /v2/enqueue events.send write
    POST /v2/change/enqueue events.send write
    POST|PUT|DELETE /users/** users.change admin
    POST|PUT|DELETE /teams/** teams.change admin
    POST|PUT|DELETE /schedules/** schedules.change admin
    POST|PUT|DELETE /escalation_policies/** escalations.change admin
    POST|PUT|DELETE /services/** services.change admin
    POST|PUT|DELETE /webhook_subscriptions/** hooks.change admin
    POST|PUT|DELETE /extensions/** hooks.change admin
  `,
}
