"""What others describe as a file of `sluice config`: OpenAPI documents, `HTTPRoute` of the Gateway API."""
