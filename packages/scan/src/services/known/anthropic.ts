// Anthropic's API.
import type { Service } from '../model.ts'

/** Anthropic's API. */
export const anthropic: Service = {
  name: 'anthropic',
  hosts: ['api.anthropic.com'],
  bases: ['/{v}'],
  calls: `
    POST /messages messages.create write
    POST /messages/count_tokens messages.count read
    POST /complete completions.create write
    POST /messages/batches batches.create write
    POST /messages/batches/{batch}/cancel batches.cancel write
    DELETE /messages/batches/{batch} batches.delete write
    GET /messages/batches/{batch}/results batches.get read
    POST /files files.create write
    DELETE /files/{file} files.delete write
    GET|POST|DELETE /organizations/** organization.admin admin
  `,
}
