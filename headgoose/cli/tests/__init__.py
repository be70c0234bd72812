"""The command line as its operator meets it: each test runs it as a process of its own."""
