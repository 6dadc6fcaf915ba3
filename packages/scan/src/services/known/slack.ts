// Slack's Web API and its incoming webhooks.
import type { Service } from '../model.ts'

/** Slack's Web API and its incoming webhooks. */
export const slack: Service = {
  name: 'slack',
  hosts: ['slack.com', 'hooks.slack.com', '*.slack.com'],
  bases: ['/api', '/services'],
  isByName: true,
  calls: `
    ANY /chat.postMessage chat.postMessage write
    ANY /chat.postEphemeral chat.postEphemeral write
    ANY /chat.scheduleMessage chat.scheduleMessage write
    ANY /chat.update chat.update write
    ANY /chat.delete chat.delete write
    ANY /conversations.history conversations.history read
    ANY /conversations.replies conversations.replies read
    ANY /conversations.list conversations.list read
    ANY /conversations.info conversations.info read
    ANY /conversations.members conversations.members read
    ANY /conversations.create conversations.create write
    ANY /conversations.invite conversations.invite admin
    ANY /conversations.inviteShared conversations.inviteShared admin
    ANY /conversations.kick conversations.kick admin
    ANY /conversations.archive conversations.archive write
    ANY /files.upload files.upload write
    ANY /files.getUploadURLExternal files.upload write
    ANY /files.completeUploadExternal files.upload write
    ANY /files.sharedPublicURL files.share admin
    ANY /files.list files.list read
    ANY /files.info files.info read
    ANY /files.delete files.delete write
    ANY /users.list users.list read
    ANY /users.info users.info read
    ANY /users.lookupByEmail users.lookup read
    ANY /users.profile.set profile.set write
    ANY /reactions.add reactions.add write
    ANY /search.messages search.messages read
    ANY /search.all search.all read
    ANY /auth.test auth.test read
    ANY /auth.revoke auth.revoke admin
    ANY /oauth.v2.access oauth.access admin
    ANY /usergroups.users.update usergroups.change admin
    ANY /usergroups.create usergroups.change admin
    POST /{team}/{_}/{_} webhooks.post write
    POST /workflows/** workflows.run write
  `,
}
