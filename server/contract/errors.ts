/**
 * Every error code the API answers with, and its HTTP status. The text a person reads is the locale
 * entry `error.<code>`. Plain constants: this file may travel to the browser.
 */
export const errorStatus = {
  invalid_input: 400,
  mail_missing: 400,
  malformed_json: 400,
  unknown_tenant: 400,
  tenant_required: 400,
  unauthenticated: 401,
  wrong_credentials: 401,
  assertion_refused: 401,
  origin_not_allowed: 403,
  forbidden: 403,
  address_not_allowed: 403,
  signature_wrong: 403,
  password_change_required: 403,
  terms_required: 403,
  second_factor_required: 403,
  second_factor_setup_required: 403,
  confirmation_required: 403,
  beyond_own: 403,
  person_beyond_own: 403,
  portfolio_beyond_own: 403,
  own_request: 403,
  read_only: 403,
  not_found: 404,
  no_map: 404,
  share_gone: 410,
  method_not_allowed: 405,
  body_too_slow: 408,
  customer_changed: 409,
  terms_changed: 409,
  run_state: 409,
  run_unconfirmed: 409,
  run_repeated: 409,
  record_changed: 409,
  erp_owned: 409,
  last_administrator: 409,
  request_over: 409,
  no_account: 409,
  no_mailbox: 409,
  mailbox_taken: 409,
  mailbox_of_contact: 409,
  person_known: 409,
  not_joinable: 409,
  has_password: 409,
  contact_inactive: 409,
  name_taken: 409,
  own_site: 409,
  site_of_mails: 409,
  page_elsewhere: 409,
  own_mailbox_missing: 409,
  key_ended: 409,
  limit_reached: 409,
  not_undoable: 409,
  too_many_scheduled: 409,
  login_taken: 409,
  factor_demanded: 409,
  no_factor: 409,
  notification_locked: 409,
  mail_settled: 409,
  mail_author_missing: 409,
  too_many_factors: 409,
  upload_incomplete: 409,
  upload_over: 409,
  part_differs: 409,
  too_many_uploads: 409,
  file_pending: 409,
  file_infected: 409,
  nothing_to_decide: 409,
  task_answered: 409,
  task_cancelled: 409,
  order_submitted: 409,
  prices_changed: 409,
  same_purchase_order: 409,
  undo_over: 409,
  request_closed: 409,
  request_state: 409,
  link_invalid: 410,
  body_too_large: 413,
  unsupported_media_type: 415,
  range_unsatisfiable: 416,
  idempotency_mismatch: 422,
  batch_refused: 422,
  not_of_company: 422,
  wrong_code: 422,
  code_used: 422,
  file_unreadable: 422,
  file_empty: 422,
  file_type: 422,
  file_html: 422,
  file_svg: 422,
  file_polyglot: 422,
  file_macro: 422,
  file_heavy: 422,
  file_protected: 422,
  file_damaged: 422,
  file_too_large: 422,
  part_size: 422,
  media_not_allowed: 422,
  document_type_unknown: 422,
  category_unknown: 422,
  staff_only: 422,
  message_files_too_large: 422,
  storage_full: 422,
  customer_blocked: 422,
  order_incomplete: 422,
  purchase_order_required: 422,
  too_many_lines: 422,
  theme_contrast: 422,
  picture_type: 422,
  picture_unreadable: 422,
  picture_animated: 422,
  picture_too_large: 422,
  picture_unsafe: 422,
  too_many_attempts: 429,
  too_many_requests: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof errorStatus;

/** One fault of the input: where, which rule, and the numbers or words the text needs. */
export type InputError = {
  path: string;
  rule: string;
  params?: Record<string, string | number | string[]>;
};

/** The body of every refusal: RFC 9457 with our members. Nobody's text, stack or SQL travels. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  requestId: string;
  errors?: InputError[];
  retryAfter?: number;
  /** With `record_changed`: the record as it is now, in the form the endpoint answers. */
  current?: unknown;
};
