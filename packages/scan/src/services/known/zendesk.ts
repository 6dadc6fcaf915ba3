// Zendesk's support API.
import type { Service } from '../model.ts'

/** Zendesk's support API. */
export const zendesk: Service = {
  name: 'zendesk',
  hosts: ['*.zendesk.com'],
  bases: ['/api/{v}'],
  ending: '.json',
  calls: `
    GET /tickets/** tickets.get read
    GET /search.json search read
    GET /search search read
    POST /tickets tickets.create write
    POST /tickets.json tickets.create write
    PUT /tickets/{ticket} tickets.update write
    DELETE /tickets/{ticket} tickets.delete write
    DELETE /deleted_tickets/** tickets.delete write
    POST|PUT|DELETE /users/** users.change admin
    POST /users.json users.change admin
    POST|PUT|DELETE /triggers/** rules.change admin
    POST|PUT|DELETE /automations/** rules.change admin
    POST|PUT|DELETE /webhooks/** hooks.change admin
    POST|PUT|DELETE /oauth/** oauth admin
    POST|PUT|DELETE /api_tokens/** tokens.change admin
  `,
}
