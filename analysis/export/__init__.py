"""Files made from an edition: tables in, bytes out."""
