"""The peers of benchmarks, each run in an environment of its own."""
