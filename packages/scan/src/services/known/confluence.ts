// Confluence Cloud's REST API.
import type { Service } from '../model.ts'

/** Confluence Cloud's REST API. */
export const confluence: Service = {
  name: 'confluence',
  hosts: ['*.atlassian.net', 'api.atlassian.com'],
  bases: [
    '/wiki/rest/api',
    '/wiki/api/{v}',
    '/ex/confluence/{_}/wiki/rest/api',
    '/ex/confluence/{_}/wiki/api/{v}',
  ],
  calls: `
    GET /content/{content} pages.get read
    GET /pages/{content} pages.get read
    GET /search search read
    POST /content pages.create write
    POST /pages pages.create write
    PUT /content/{content} pages.update write
    PUT /pages/{content} pages.update write
    DELETE /content/{content} pages.delete write
    DELETE /pages/{content} pages.delete write
    PUT|POST|DELETE /content/{content}/restriction/** permissions.change admin
    POST|DELETE /space/{space}/permission/** permissions.change admin
    POST /space spaces.create admin
    PUT|DELETE /space/{space} spaces.change admin
    POST|DELETE /group/** groups.change admin
  `,
}
