// OpenAI's API.
import type { Service } from '../model.ts'

/** OpenAI's API. */
export const openai: Service = {
  name: 'openai',
  hosts: ['api.openai.com', '*.api.openai.com'],
  bases: ['/{v}'],
  calls: `
    POST /chat/completions completions.create write
    POST /responses responses.create write
    POST /completions completions.create write
    POST /embeddings embeddings.create write
    POST /moderations moderations.create read
    POST /images/{_} images.create write
    POST /audio/{_} audio.create write
    POST /files files.create write
    DELETE /files/{file} files.delete write
    POST /fine_tuning/jobs fine_tuning.create write
    POST /assistants assistants.create write
    POST /threads/** threads.change write
    POST /vector_stores/** vector_stores.change write
    POST /batches batches.create write
    DELETE /models/{model} models.delete admin
    GET|POST|DELETE /organization/** organization.admin admin
  `,
}
