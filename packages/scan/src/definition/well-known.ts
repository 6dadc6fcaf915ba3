// Names of tools that many agents have, which others may want to be taken for.

/** Well-known tools. */
export const WELL_KNOWN_TOOLS: readonly string[] = `
bash python execute read_file write_file delete search request shell terminal fetch browser filesystem github gitlab
edit_file create_file delete_file move_file copy_file list_files list_directory search_files create_directory
read_multiple_files directory_tree get_file_info execute_command run_command run_python execute_sql query_database
send_email read_email search_email create_issue list_issues update_issue create_pull_request merge_pull_request
create_repository push_files search_code search_repositories get_file_contents create_branch fork_repository
web_search web_fetch brave_web_search browser_navigate browser_click browser_snapshot browser_type puppeteer_navigate
slack_post_message send_message post_message create_event list_events postgres sqlite docker kubectl terraform
create_entities search_nodes open_nodes sequentialthinking apply_patch str_replace_editor computer text_editor
get_weather calculator memory transfer_money create_payment make_payment refund
`
  .trim()
  .split(/\s+/)
