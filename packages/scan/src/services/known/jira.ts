// Jira Cloud's REST API.
import type { Service } from '../model.ts'

/** Jira Cloud's REST API. */
export const jira: Service = {
  name: 'jira',
  hosts: ['*.atlassian.net', 'api.atlassian.com'],
  bases: ['/rest/api/{v}', '/ex/jira/{_}/rest/api/{v}', '/rest/agile/{v}', '/ex/jira/{_}/rest/agile/{v}'],
  calls: `
    GET /issue/{issue} issues.get read
    POST /issue issues.create write
    POST /issue/bulk issues.create write
    PUT /issue/{issue} issues.update write
    DELETE /issue/{issue} issues.delete write
    POST /issue/{issue}/comment comments.create write
    POST /issue/{issue}/transitions issues.transition write
    PUT /issue/{issue}/assignee issues.assign write
    POST /issue/{issue}/attachments attachments.add write
    GET|POST /search issues.search read
    GET|POST /search/jql issues.search read
    POST /search/approximate-count issues.count read
    POST /project projects.create admin
    PUT|DELETE /project/{project} projects.change admin
    POST|PUT|DELETE /project/{project}/role/** roles.change admin
    POST|PUT|DELETE /permissionscheme/** permissions.change admin
    POST|DELETE /user users.change admin
    POST|DELETE /group/** groups.change admin
    POST|PUT|DELETE /webhook/** hooks.change admin
    POST /sprint sprints.create write
    POST|PUT /sprint/** sprints.update write
  `,
}
