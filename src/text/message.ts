/** A text with `{name}` placeholders; two forms where a count decides between them. */
export type Message = string | { readonly one: string; readonly other: string };
