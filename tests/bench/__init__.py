"""The project's own benchmark: each figure beside the naive way, in the same run."""
