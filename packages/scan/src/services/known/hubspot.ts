// HubSpot's API.
import type { Service } from '../model.ts'

/** HubSpot's API. */
export const hubspot: Service = {
  name: 'hubspot',
  hosts: ['api.hubapi.com', 'api.hubspot.com'],
  calls: `
    GET /crm/{v}/objects/{object}/** records.get read
    POST /crm/{v}/objects/{object}/search records.search read
    POST /crm/{v}/objects/{object}/batch/read records.get read
    POST /crm/{v}/objects/{object} records.create write
    POST /crm/{v}/objects/{object}/batch/{_} records.change write
    PATCH /crm/{v}/objects/{object}/{_} records.update write
    DELETE /crm/{v}/objects/{object}/{_} records.delete write
    POST /crm/{v}/objects/{object}/gdpr-delete records.delete write
    POST|PUT|PATCH|DELETE /crm/{v}/associations/** associations.change write
    POST|PATCH|DELETE /crm/{v}/properties/** properties.change admin
    POST|PUT|DELETE /settings/{v}/users/** users.change admin
    POST /marketing/{v}/emails/** emails.send write
    POST /marketing/{v}/transactional/** emails.send write
    POST /conversations/{v}/conversations/threads/{_}/messages messages.send write
    POST|PUT|DELETE /webhooks/** hooks.change admin
    POST|PUT|PATCH|DELETE /automation/** workflows.change admin
    POST /oauth/** oauth admin
  `,
}
