// In bundles instead of linkify-it, which markdown-it makes even where addresses in plain text are not made links.

export default function noLinkify() {}
