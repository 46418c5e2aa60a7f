/** A refusal in words, and what was asked for. */
export interface Refusal {
  /** Such as `capability not permitted: http_request to a.example: add "a.example" to [capabilities.network] domains`. */
  readonly content: string
  readonly asked: string
}
