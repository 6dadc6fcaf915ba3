// Microsoft Teams by Microsoft Graph, and its incoming webhooks.
import type { Service } from '../model.ts'

/** Microsoft Teams by Microsoft Graph, and its incoming webhooks. */
export const teams: Service = {
  name: 'teams',
  hosts: ['graph.microsoft.com', '*.webhook.office.com', 'outlook.office.com'],
  bases: ['/{v}', '/beta', '/webhookb2', '/webhook'],
  calls: `
    GET /teams/** teams.get read
    GET /chats/** chats.get read
    GET /me/chats chats.list read
    POST /teams/{team}/channels/{_}/messages messages.create write
    POST /teams/{team}/channels/{_}/messages/{_}/replies messages.create write
    POST /chats/{chat}/messages messages.create write
    POST /chats chats.create write
    POST /teams teams.create admin
    PATCH /teams/{team} teams.update admin
    POST /teams/{team}/archive teams.archive admin
    POST|PATCH|DELETE /teams/{team}/members/** members.change admin
    POST|DELETE /chats/{chat}/members/** members.change admin
    POST /teams/{team}/channels channels.create write
    DELETE /teams/{team}/channels/{_} channels.delete admin
    POST|PATCH|DELETE /teams/{team}/installedApps/** apps.change admin
    POST /$batch batch.send admin
    POST /{_}/IncomingWebhook/** webhooks.post write
  `,
}
