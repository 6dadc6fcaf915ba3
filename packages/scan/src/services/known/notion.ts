// Notion's API.
import type { Service } from '../model.ts'

/** Notion's API. */
export const notion: Service = {
  name: 'notion',
  hosts: ['api.notion.com'],
  bases: ['/{v}'],
  calls: `
    GET /pages/{page} pages.get read
    POST /pages pages.create write
    PATCH /pages/{page} pages.update write
    GET /blocks/{block}/children blocks.get read
    PATCH /blocks/{block}/children blocks.append write
    PATCH /blocks/{block} blocks.update write
    DELETE /blocks/{block} blocks.delete write
    POST /databases/{database}/query databases.query read
    POST /data_sources/{database}/query databases.query read
    POST /databases databases.create write
    PATCH /databases/{database} databases.update write
    POST /search search read
    GET /comments comments.list read
    POST /comments comments.create write
    POST /oauth/{_} oauth admin
  `,
}
