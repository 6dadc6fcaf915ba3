// Supabase: the API of projects and that of their management.
import type { Service } from '../model.ts'

/** Supabase: the API of projects and that of their management. */
export const supabase: Service = {
  name: 'supabase',
  hosts: ['api.supabase.com', '*.supabase.co'],
  graphql: '/graphql/v1',
  calls: `
    GET /rest/v1/{table} rows.select read
    POST /rest/v1/rpc/{_} functions.call write
    POST /rest/v1/{table} rows.insert write
    PATCH|PUT /rest/v1/{table} rows.update write
    DELETE /rest/v1/{table} rows.delete write
    GET|POST|PUT|PATCH|DELETE /auth/v1/admin/** users.admin admin
    POST /auth/v1/** auth write
    PUT /auth/v1/user auth.update write
    GET /storage/v1/object/** objects.get read
    POST|PUT /storage/v1/object/** objects.put write
    DELETE /storage/v1/object/** objects.delete write
    POST|PUT|DELETE /storage/v1/bucket/** buckets.change admin
    POST|GET /functions/v1/{function} functions.run write
    ANY /pg/** database.query admin
    POST /v1/projects projects.create admin
    DELETE /v1/projects/{project} projects.delete admin
    PATCH /v1/projects/{project} projects.update admin
    POST /v1/projects/{project}/database/query database.query admin
    GET /v1/projects/{project}/api-keys keys.get admin
    GET /v1/projects/{project}/secrets secrets.get admin
    POST|DELETE /v1/projects/{project}/secrets secrets.change admin
    POST|PATCH|PUT|DELETE /v1/projects/{project}/** projects.change admin
  `,
}
